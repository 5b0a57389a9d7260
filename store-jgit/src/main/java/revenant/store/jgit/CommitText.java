package revenant.store.jgit;

import java.time.Instant;
import java.util.Locale;
import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Cause;
import revenant.api.store.Causes;

/// Writes commit objects. The texts come from clients: whatever they hold, the commit is one that
/// `git fsck --strict` accepts, its message is bounded, and the trailers at its end are ours.
final class CommitText {
  private static final int SUBJECT_MAX = 160;
  private static final int LINE_MAX = 320;
  private static final int BODY_MAX = 32 << 10;

  /// The end of the year 9999, beyond which readers of dates disagree.
  private static final long SECONDS_MAX = 253_402_300_799L;

  private CommitText() {}

  /// A commit of `tree`. It is `now` if no cause says when it happened.
  static String of(
      ObjectId tree, @Nullable ObjectId parent, Causes causes, long journalPosition, Instant now) {
    ImmutableList<Cause> listed = causes.oldestFirst();
    Cause newest = listed.isEmpty() ? new Cause("revenant", 0, now, "", 0, 0) : listed.getLast();
    StringBuilder text = new StringBuilder("tree ").append(tree.name()).append('\n');
    if (parent != null) text.append("parent ").append(parent.name()).append('\n');
    long seconds = Math.clamp(newest.when().getEpochSecond(), 0, SECONDS_MAX);
    text.append("author ").append(author(newest.who())).append(' ').append(seconds);
    text.append(" +0000\ncommitter Revenant <revenant@xenstore> ").append(seconds);
    text.append(" +0000\n\n");
    text.append(subject(causes, newest)).append("\n\n");
    text.append(body(causes, newest));
    return text.append(trailers(causes, newest, journalPosition)).toString();
  }

  /// `domain 3 <domain-3@xenstore>`.
  private static String author(String who) {
    String name = who.replaceAll("[^A-Za-z0-9 _/-]", "-").strip();
    if (name.isEmpty()) name = "unknown";
    return name
        + " <"
        + name.replaceAll("[^A-Za-z0-9-]", "-").toLowerCase(Locale.ROOT)
        + "@xenstore>";
  }

  private static String subject(Causes causes, Cause newest) {
    if (causes.count() == 0) return "Checkpoint";
    String first = bounded(newest.what().lines().findFirst().orElse(""), SUBJECT_MAX).strip();
    if (first.isEmpty()) first = "(no words)";
    return causes.count() == 1 ? first : first + " and " + (causes.count() - 1) + " before it";
  }

  /// What the subject has no room for. Indented, so that no line of it is taken for a trailer.
  private static String body(Causes causes, Cause newest) {
    StringBuilder body = new StringBuilder();
    if (causes.count() == 1) {
      boolean isWhole = newest.what().length() <= SUBJECT_MAX && !newest.what().contains("\n");
      if (!isWhole) addLines(body, newest.what());
    } else {
      addList(body, causes);
    }
    return body.isEmpty() ? "" : body.append('\n').toString();
  }

  private static void addList(StringBuilder body, Causes causes) {
    long told = 0;
    for (Cause cause : causes.oldestFirst()) {
      if (body.length() > BODY_MAX) break;
      body.append(author(cause.who()), 0, author(cause.who()).indexOf(" <")).append(":\n");
      addLines(body, cause.what().length() > LINE_MAX ? cut(cause.what()) : cause.what());
      told++;
    }
    if (told < causes.count()) {
      body.append("and ").append(causes.count() - told).append(" more requests\n");
    }
  }

  private static String cut(String what) {
    return what.substring(0, LINE_MAX) + "...";
  }

  private static void addLines(StringBuilder body, String what) {
    what.lines().forEach(line -> body.append("    ").append(printable(line)).append('\n'));
  }

  private static String bounded(String line, int max) {
    String printable = printable(line);
    return printable.length() <= max ? printable : printable.substring(0, max) + "...";
  }

  /// A [Cause] is printable already; git's format must not depend on that.
  private static String printable(String line) {
    return line.replaceAll("[^ -~]", "?");
  }

  private static String trailers(Causes causes, Cause newest, long journalPosition) {
    StringBuilder trailers = new StringBuilder();
    if (causes.count() > 0) {
      trailers.append("Domain: ").append(newest.domid());
      trailers.append("\nRequest: ").append(Integer.toUnsignedString(newest.requestId()));
      if (newest.transaction() != 0) {
        trailers.append("\nTransaction: ").append(Integer.toUnsignedString(newest.transaction()));
      }
      if (causes.count() > 1) trailers.append("\nRequests: ").append(causes.count());
      trailers.append('\n');
    }
    return trailers.append(CommitLog.POSITION).append(journalPosition).append('\n').toString();
  }
}
