package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How many files the process may have open.
final class OpenFiles {
  private static final String LINE = "Max open files";

  /// What the daemon needs besides connections: the store's files, rings, what the JVM opens.
  private static final int RESERVED = 256;

  private static final int CONNECTIONS_MIN = 64;
  private static final int CONNECTIONS_MAX = 1 << 20;

  private OpenFiles() {}

  /// How many connections leave enough files for everything else.
  static int connectionsMax() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith(LINE)) return connectionsMax(line.substring(LINE.length()).strip());
    }
    return CONNECTIONS_MIN;
  }

  private static int connectionsMax(String limits) {
    String soft = limits.substring(0, limits.indexOf(' '));
    if (!soft.matches("[0-9]{1,18}")) return CONNECTIONS_MAX;
    return Math.clamp(Long.parseLong(soft) - RESERVED, CONNECTIONS_MIN, CONNECTIONS_MAX);
  }
}
