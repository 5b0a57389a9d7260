package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.launcher.distribution.Excuses.Case;
import revenant.launcher.distribution.Excuses.Excuse;
import revenant.launcher.distribution.Party.Reaction;
import revenant.testkit.process.Daemon;

/// The same random requests to our daemon and to another server, C xenstored 4.17, are answered the
/// same, but for the differences that docs/protocol.md lists.
///
/// `-Drevenant.peer=SOCKET` says where the other server is; without it this is left out.
/// `-Drevenant.minutes=N` goes on for so long, `-Drevenant.seed=N` says one script again.
@Timeout(3600)
class DifferentialIT extends OnScratch {
  private static final int SCRIPTS = Integer.getInteger("revenant.scripts", 2000);
  private static final Duration LONGER =
      Duration.ofMinutes(Integer.getInteger("revenant.minutes", 0));

  private static final Pattern KEY = Pattern.compile("^- `([a-z0-9.-]+)`: .*");

  private final Map<String, Integer> excused = new TreeMap<>();
  private int requests;

  /// The first difference that nothing excuses.
  private record Difference(int index, String text) {}

  /// Runs wherever tests run: a difference is declared in both places or in none.
  @Test
  void the_page_lists_what_the_test_excuses() throws IOException {
    Path page = Path.of(System.getProperty("revenant.root"), "docs", "protocol.md");
    String text = Files.readString(page);
    List<String> keys =
        text.substring(text.indexOf("\n## Differences from C "))
            .lines()
            .filter(line -> line.startsWith("- "))
            .map(line -> KEY.matcher(line).replaceFirst("$1"))
            .toList();
    assertThat(keys).doesNotHaveDuplicates();
    assertThat(keys).containsExactlyInAnyOrderElementsOf(Excuses.byKey().keySet());
  }

  @Test
  void the_other_server_answers_the_same() throws Exception {
    String peer = System.getProperty("revenant.peer");
    if (peer == null) {
      System.out.println("differential test left out: -Drevenant.peer=SOCKET names another server");
      abort("no other server");
    }
    Path theirs = Path.of(peer);
    setup =
        setup.with("--transport=socket,ring", "--hypervisor=simulated:" + scratch.resolve("host"));
    Daemon daemon = start(setup);
    long from = Long.getLong("revenant.seed", System.nanoTime());
    long count = Long.getLong("revenant.seed") == null ? SCRIPTS : 1;
    long deadline = System.nanoTime() + LONGER.toNanos();
    for (long i = 0; i < count || System.nanoTime() - deadline < 0; i++) compare(from + i, theirs);
    System.out.println("from seed " + from + ": " + summary());
    assertThat(daemon.isAlive()).isTrue();
  }

  String summary() {
    return requests + " requests; excused: " + excused;
  }

  void compare(long seed, Path theirs) throws IOException {
    List<Utterance> script = RandomScript.of(seed);
    Difference found = difference(script, theirs);
    if (found == null) return;
    List<Utterance> shorter = shrunk(script.subList(0, found.index() + 1), theirs);
    Difference last = difference(shorter, theirs);
    throw new AssertionError(
        "seed " + seed + ":\n" + lines(shorter) + (last == null ? found.text() : last.text()));
  }

  private static String lines(List<Utterance> script) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < script.size(); i++)
      lines.append(i).append(". ").append(script.get(i)).append('\n');
    return lines.toString();
  }

  /// Leaves requests out as long as there is a difference.
  private List<Utterance> shrunk(List<Utterance> script, Path theirs) throws IOException {
    List<Utterance> shortest = script;
    for (int i = shortest.size() - 2; i >= 0; i--) {
      List<Utterance> shorter = without(shortest, i);
      if (shorter != null && difference(shorter, theirs) != null) shortest = shorter;
    }
    return shortest;
  }

  /// Transactions are named by where they begin, so what is in one that is left out must go first.
  private static @Nullable List<Utterance> without(List<Utterance> script, int index) {
    List<Utterance> shorter = new ArrayList<>();
    for (int i = 0; i < script.size(); i++) {
      Utterance each = script.get(i);
      if (i == index) continue;
      if (each.begun() == index) return null;
      int begun = each.begun() > index ? each.begun() - 1 : each.begun();
      shorter.add(new Utterance(each.speaker(), each.type(), begun, each.payload()));
    }
    return shorter;
  }

  private @Nullable Difference difference(List<Utterance> script, Path theirs) throws IOException {
    Scene scene = new Scene(script);
    try (Party our = new Party(setup.socket());
        Party their = new Party(theirs)) {
      for (int i = 0; i < script.size(); i++) {
        Utterance said = script.get(i);
        Reaction ours = our.say(i, said);
        Reaction other = their.say(i, said);
        requests++;
        if (!ours.heard().equals(other.heard())) {
          Map.Entry<String, Excuse> excuse = excuse(new Case(said, ours, other, scene));
          if (excuse == null)
            return new Difference(
                i, i + ". " + said + "\nours:   " + ours.heard() + "\ntheirs: " + other.heard());
          excused.merge(excuse.getKey(), 1, Integer::sum);
          if (excuse.getValue().isParting() || said.isWrite()) return null;
        }
        scene.note(i, ours);
      }
    }
    return null;
  }

  private static Map.@Nullable Entry<String, Excuse> excuse(Case of) {
    for (Map.Entry<String, Excuse> entry : Excuses.byKey().entrySet())
      if (entry.getValue().rule().excuses(of)) return entry;
    return null;
  }
}
