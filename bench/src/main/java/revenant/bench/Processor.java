package revenant.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// What a process has used of the processors, as Linux counts it for each thread.
///
/// @param nanosByThread the time that each thread of the process ran, by the thread's number
record Processor(Map<String, Long> nanosByThread) {
  /// What the process `pid` has used until now; nothing if there is no such process.
  static Processor of(long pid) throws IOException {
    Map<String, Long> nanos = new HashMap<>();
    Path threads = Path.of("/proc/" + pid + "/task");
    if (!Files.isDirectory(threads)) return new Processor(nanos);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) nanos.put(thread.getFileName().toString(), nanos(thread));
    }
    return new Processor(nanos);
  }

  private static long nanos(Path thread) {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[0]);
    } catch (IOException _) {
      return 0; // it has just ended
    }
  }

  /// What was used since `before`. Threads that ended meanwhile do not count.
  long nanosSince(Processor before) {
    long nanos = 0;
    for (var thread : nanosByThread.entrySet())
      nanos += thread.getValue() - before.nanosByThread.getOrDefault(thread.getKey(), 0L);
    return nanos;
  }
}
