package revenant.bench.subject;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// A server that runs.
///
/// @param socket where it listens
/// @param pid its process, 0 if that is not known
/// @param area the folder in which it keeps what it knows, if it is ours
/// @param host the folder of the simulated host whose domains it serves, if it does
public record Server(Path socket, long pid, Optional<Path> area, Optional<Path> host) {
  private static final int BLOCK_BYTES = 512;

  /// What its process uses now.
  public Usage usage() throws IOException {
    return Usage.of(pid);
  }

  /// What its area takes of the memory, 0 if it has none.
  public long areaBytes() throws IOException {
    return area.isEmpty() ? 0 : bytes(area.get());
  }

  /// What its store takes of that.
  public long storeBytes() throws IOException {
    return area.isEmpty() ? 0 : bytes(area.get().resolve("store"));
  }

  private static long bytes(Path folder) throws IOException {
    if (!Files.exists(folder)) return 0;
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(Server::bytesOf).sum();
    } catch (java.io.UncheckedIOException _) {
      return bytes(folder); // something was removed meanwhile
    }
  }

  private static long bytesOf(Path file) {
    try {
      if (!Files.isRegularFile(file)) return 0;
      long blocks = Files.size(file) + BLOCK_BYTES - 1;
      return blocks / BLOCK_BYTES * BLOCK_BYTES;
    } catch (IOException _) {
      return 0;
    }
  }
}
