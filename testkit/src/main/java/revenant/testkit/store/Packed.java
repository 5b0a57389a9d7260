package revenant.testkit.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The classes of this process, so that another one starts quickly: in JAR files all of them, since
/// only what is in these the Java runtime keeps in an archive of classes. What is made for that
/// goes when this process ends.
final class Packed {
  private static final Path FOLDER = folder();
  private static final Map<String, String> JARS = new ConcurrentHashMap<>();

  private Packed() {}

  /// `path` with a JAR file in the place of each folder.
  static String path(String path) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Files.isDirectory(Path.of(entry)) ? jar(entry) : entry)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The archive called `name`.
  static Path archive(String name) {
    return going(FOLDER.resolve(name + ".jsa"));
  }

  private static String jar(String folder) {
    return JARS.computeIfAbsent(
        folder,
        _ -> {
          Path jar = going(FOLDER.resolve(JARS.size() + ".jar"));
          int status =
              ToolProvider.findFirst("jar")
                  .orElseThrow()
                  .run(System.out, System.err, "-c", "-f", jar.toString(), "-C", folder, ".");
          if (status != 0) throw new IllegalStateException("no JAR file of " + folder);
          return jar.toString();
        });
  }

  private static Path folder() {
    try {
      return going(Files.createTempDirectory("revenant"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private static Path going(Path file) {
    file.toFile().deleteOnExit();
    return file;
  }
}
