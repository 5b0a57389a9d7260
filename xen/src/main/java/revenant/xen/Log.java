package revenant.xen;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What somebody in the host says, such as the console of a guest; it is read from a mark on.
final class Log {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int POLL_MILLIS = 100;

  private final Host host;
  private final String name;
  private int mark;

  Log(Host host, String name) {
    this.host = host;
    this.name = name;
  }

  /// From here on only what is said later counts.
  void mark() throws IOException {
    mark = all().size();
  }

  /// All whole lines, also those before the mark.
  List<String> all() throws IOException {
    String text = host.text(name);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /// Waits for the first line after the mark in which `pattern` is found.
  ///
  /// @throws AssertionError if none comes
  String await(String pattern) throws IOException, InterruptedException {
    Predicate<String> matches = Pattern.compile(pattern).asPredicate();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      List<String> all = all();
      for (String line : all.subList(mark, all.size())) if (matches.test(line)) return said(line);
      Thread.sleep(POLL_MILLIS);
    }
    throw new AssertionError(name + " never says '" + pattern + "' in:\n" + tail());
  }

  /// Whether this line came after the mark.
  boolean hasSaid(String line) throws IOException {
    List<String> all = all();
    return all.subList(mark, all.size()).contains(line);
  }

  private String said(String line) {
    host.say(name.replaceAll(".*/|guest-|[.]log", "") + "> " + line);
    return line;
  }

  private String tail() throws IOException {
    List<String> all = all();
    return String.join("\n", all.subList(Math.max(0, all.size() - 40), all.size()));
  }
}
