package revenant.launcher;

import java.util.Arrays;
import java.util.stream.Collectors;

/// What happens when something happens that cannot: one line, and no further instruction. A start
/// after that finds everything that was acknowledged.
final class Fatal {
  /// The exit status of a daemon that gave up: EX_SOFTWARE.
  static final int STATUS = 70;

  private static final int FRAMES = 6;

  private Fatal() {}

  /// Ends the process.
  static void halt(Throwable cause) {
    try {
      System.err.println("xenstored: fatal: " + line(cause));
      System.err.flush();
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  /// What it was and where.
  static String line(Throwable cause) {
    String where =
        Arrays.stream(cause.getStackTrace())
            .limit(FRAMES)
            .map(StackTraceElement::toString)
            .collect(Collectors.joining(" < "));
    Throwable root = cause.getCause();
    String why = root == null || root == cause ? "" : ", because of " + line(root);
    return cause.toString().lines().findFirst().orElse("?") + " at " + where + why;
  }
}
