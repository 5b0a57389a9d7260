package revenant.launcher.distribution;

import static revenant.launcher.distribution.Utterance.*;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import revenant.launcher.distribution.Party.Reaction;
import revenant.launcher.distribution.Talk.Heard;

/// Which differences docs/protocol.md declares, by the keys of its list, and how each is
/// recognised.
final class Excuses {
  /// A request and what two servers made of it.
  record Case(Utterance said, Reaction ours, Reaction theirs, Scene scene) {
    boolean isAnswered(String our, String their) {
      return ours.answer().answer().equals(our) && theirs.answer().answer().equals(their);
    }

    boolean isRefusedByUs() {
      return ours.answer().answer().equals("EINVAL");
    }

    boolean isRefusedByThem() {
      return theirs.answer().answer().equals("EINVAL");
    }

    /// Whether both are the same if all that is heard is first made the same by `change`.
    boolean isSameBut(UnaryOperator<String> change) {
      return changed(ours, change).equals(changed(theirs, change));
    }

    /// Whether everybody hears the same, in whatever order and as often as may be.
    boolean isSameInAnyOrder() {
      return sets(ours).equals(sets(theirs));
    }

    private static List<Set<Heard>> sets(Reaction reaction) {
      return reaction.heard().stream().<Set<Heard>>map(HashSet::new).toList();
    }

    private static List<List<String>> changed(Reaction reaction, UnaryOperator<String> change) {
      return reaction.heard().stream()
          .map(all -> all.stream().map(heard -> changed(heard, change)).toList())
          .toList();
    }

    private static String changed(Heard heard, UnaryOperator<String> change) {
      boolean isReply = !heard.isError() && heard.type() != Heard.WATCH_EVENT;
      return heard.type() + (isReply ? change.apply(heard.payload()) : heard.payload());
    }
  }

  /// Whether a case is what the list means.
  interface Rule {
    boolean excuses(Case of);
  }

  /// How to recognise what an entry of the list means.
  ///
  /// @param rule what it excuses
  /// @param isParting whether the servers' states differ from then on
  record Excuse(Rule rule, boolean isParting) {}

  private static final Excuse NOT_SEEN = new Excuse(of -> false, false);
  private static final Map<String, Excuse> BY_KEY = new LinkedHashMap<>();

  private Excuses() {}

  private static void excuse(String key, Rule rule) {
    BY_KEY.put(key, new Excuse(rule, false));
  }

  private static void parting(String key, Rule rule) {
    BY_KEY.put(key, new Excuse(rule, true));
  }

  /// What only guests, the hypervisor, the limits or a crash bring to light.
  private static void notSeen(String... keys) {
    for (String key : keys) BY_KEY.put(key, NOT_SEEN);
  }

  static Map<String, Excuse> byKey() {
    return BY_KEY;
  }

  static {
    excuse("child-order", Excuses::isOrder);
    excuse("generation", Excuses::isGeneration);
    parting("path-length", of -> of.said.payload().length() > 3072 && of.isRefusedByUs());
    parting("snapshot", of -> isWithin(of.said) && of.scene.isDisturbed(of.said));
    parting("conflicts", Excuses::isConflict);
    excuse("removal-order", of -> of.said.type() == RM && of.isSameInAnyOrder());
    excuse("commit-events", of -> isEnd(of.said) && of.isSameInAnyOrder());
    excuse("introduce-errno", Excuses::isUnmappable);
    excuse("two-errors", of -> of.said.type() == SET_PERMS && of.isAnswered("EINVAL", "ENOENT"));
    excuse("missing-domains", Excuses::isStrangers);
    excuse("numbers", of -> hasBadNumber(of.said) && of.isRefusedByUs());
    notSeen("commit-limits", "commit-enomem", "transaction-ids", "commit-dead-domain");
    notSeen("special-permissions", "doomed-transaction", "named-domains", "domid-any");
    notSeen("special-unknown", "watch-depth", "introduce-again", "introduce-revives");
    notSeen("introduce-arguments", "reserved-domids", "reconnection", "identity", "release-order");
    notSeen("no-hypervisor", "control-domain", "limit-inclusive", "limit-inherited");
    notSeen("limit-whole-request", "limit-memory-error", "limit-of-owner", "limit-area");
    notSeen("limit-control-domain-output", "limit-rate", "limit-notices", "header-too-long");
    notSeen("log-switches", "event-expiry", "4.17-payload");
    excuse("4.17-types", of -> isNew(of.said) && of.theirs.answer().answer().equals("ENOSYS"));
    excuse("4.17-special", Excuses::isSpecial);
    parting("4.17-path-length", of -> of.said.payload().length() > 2048 && of.isRefusedByThem());
    excuse("4.17-unwatch", of -> of.said.type() == UNWATCH && of.isAnswered("EINVAL", "ENOENT"));
    excuse("4.17-domids", of -> hasBigNumber(of.said) && of.isRefusedByUs());
  }

  /// More tends to conflict in C; what a lazy snapshot has not seen yet does not.
  private static boolean isConflict(Case of) {
    boolean isOurs = of.isAnswered("EAGAIN", "OK") && of.scene.isDisturbed(of.said);
    return isEnd(of.said) && (isOurs || of.isAnswered("OK", "EAGAIN"));
  }

  private static boolean isUnmappable(Case of) {
    boolean isRefused = of.ours.answer().isError() && of.theirs.answer().isError();
    return of.said.type() == INTRODUCE && isRefused;
  }

  private static boolean isSpecial(Case of) {
    return of.said.isIn(GET_PERMS, SET_PERMS) && of.said.payload().startsWith("@");
  }

  private static boolean isOrder(Case of) {
    if (of.said.type() == DIRECTORY_PART && !of.said.payload().endsWith("\0000\0"))
      return of.isSameBut(part -> "" + withoutFirst(part).length());
    return of.said.type() == DIRECTORY && of.isSameBut(Excuses::sorted);
  }

  private static boolean isGeneration(Case of) {
    return of.said.type() == DIRECTORY_PART && of.isSameBut(part -> sorted(withoutFirst(part)));
  }

  private static boolean isStrangers(Case of) {
    return of.said.type() == GET_PERMS && of.isSameBut(Excuses::withoutStrangers);
  }

  /// GET_FEATURE and those that came after it.
  private static boolean isNew(Utterance said) {
    return said.type() >= 23 && said.type() <= 26;
  }

  private static boolean isWithin(Utterance said) {
    return said.isInTransaction() && !isEnd(said);
  }

  private static boolean isEnd(Utterance said) {
    return said.type() == TRANSACTION_END;
  }

  private static String sorted(String names) {
    String[] all = names.split("\0", -1);
    Arrays.sort(all);
    return String.join("\0", all);
  }

  private static String withoutFirst(String strings) {
    return strings.substring(strings.indexOf('\0') + 1);
  }

  /// The first entry names the owner, who exists; of the others only the control domain does.
  private static String withoutStrangers(String permissions) {
    StringBuilder known = new StringBuilder();
    for (String entry : permissions.split("\0", -1))
      if (entry.endsWith("0")) known.append(entry).append('\0');
    return known.toString();
  }

  private static boolean hasBadNumber(Utterance said) {
    return numbers(said).stream().anyMatch(number -> !number.matches("[nrwb]?[0-9]{1,10}"));
  }

  private static boolean hasBigNumber(Utterance said) {
    return numbers(said).stream().anyMatch(number -> number.matches("[nrwb]?[1-9][0-9]{4,9}"));
  }

  private static List<String> numbers(Utterance said) {
    List<String> strings = said.strings();
    List<String> others = strings.subList(Math.min(1, strings.size()), strings.size());
    return switch (said.type()) {
      case INTRODUCE, RELEASE, RESUME, SET_TARGET, IS_DOMAIN_INTRODUCED, GET_DOMAIN_PATH -> strings;
      case DIRECTORY_PART, SET_PERMS -> others;
      default -> List.of();
    };
  }
}
