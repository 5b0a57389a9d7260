package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How long this process has been there, the start of the Java runtime included (proc(5)). The
/// kernel counts in hundredths of a second; Java's own answer is off by up to a second.
final class ProcessAge {
  private static final int TICK_MILLIS = 10;

  /// Where the time of the start stands behind the name of the command.
  private static final int START = 19;

  private ProcessAge() {}

  static long millis() {
    try {
      String uptime = Files.readString(Path.of("/proc/uptime"));
      String stat = Files.readString(Path.of("/proc/self/stat"));
      double upSeconds = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Math.round(upSeconds * 1000) - Long.parseLong(fields[START]) * TICK_MILLIS;
    } catch (IOException unknown) {
      return 0;
    }
  }
}
