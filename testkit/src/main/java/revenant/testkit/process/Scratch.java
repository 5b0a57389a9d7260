package revenant.testkit.process;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A folder on tmpfs that goes away with the test. Its path is short, since that of a socket has at
/// most 107 bytes.
public final class Scratch implements AutoCloseable {
  private static final Path TMPFS = Path.of("/dev/shm");

  private final Path folder;

  private Scratch(Path folder) {
    this.folder = folder;
  }

  /// A new one.
  public static Scratch create() throws IOException {
    Path base = Files.isWritable(TMPFS) ? TMPFS : Path.of(System.getProperty("java.io.tmpdir"));
    return new Scratch(Files.createTempDirectory(base, "rv"));
  }

  /// Where it is.
  public Path folder() {
    return folder;
  }

  /// What is called `name` in it.
  public Path resolve(String name) {
    return folder.resolve(name);
  }

  /// Removes a file, or a folder and all in it; a file that others remove meanwhile does no harm.
  public static void delete(Path path) throws IOException {
    for (int i = 0; Files.exists(path, NOFOLLOW_LINKS); i++) {
      try (Stream<Path> all = Files.walk(path)) {
        List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        for (Path one : deepestFirst) Files.deleteIfExists(one);
      } catch (IOException | UncheckedIOException changing) {
        if (i > 10) throw changing;
      }
    }
  }

  /// The bytes of all files below `path`.
  public static long bytes(Path path) throws IOException {
    long bytes = 0;
    try (Stream<Path> all = Files.walk(path)) {
      for (Path one : (Iterable<Path>) all::iterator)
        if (Files.isRegularFile(one)) bytes += size(one);
    } catch (UncheckedIOException changing) {
      throw changing.getCause();
    }
    return bytes;
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException gone) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }
}
