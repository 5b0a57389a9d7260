package revenant.bench.subject;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a process has used of the processors, as Linux counts it for each thread, and what it uses
/// of the memory for itself alone.
///
/// @param nanosByThread the time that each thread of the process ran, by the thread's number
/// @param anonymousBytes memory that is no file's (RssAnon); 0 if the process is not known
public record Usage(Map<String, Long> nanosByThread, long anonymousBytes) {
  private static final String ANONYMOUS = "RssAnon:";
  private static final long KIBI = 1024;

  /// What the process `pid` has used until now; nothing if there is no such process.
  public static Usage of(long pid) throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path process = Path.of("/proc/" + pid);
    if (pid == 0 || !Files.isDirectory(process)) return new Usage(nanos, 0);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(process.resolve("task"))) {
      for (Path thread : all) nanos.put(thread.getFileName().toString(), nanos(thread));
    }
    return new Usage(nanos, anonymous(Files.readString(process.resolve("status"))));
  }

  private static long nanos(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
    } catch (IOException _) {
      return 0; // it has just ended
    }
  }

  /// From the text of `/proc/PID/status`.
  static long anonymous(String status) {
    return status
        .lines()
        .filter(line -> line.startsWith(ANONYMOUS))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * KIBI)
        .findFirst()
        .orElse(0);
  }

  /// What was used of the processors since `before`. Threads that ended meanwhile do not count.
  public long nanosSince(Usage before) {
    long nanos = 0;
    for (var thread : nanosByThread.entrySet())
      nanos += thread.getValue() - before.nanosByThread.getOrDefault(thread.getKey(), 0L);
    return nanos;
  }
}
