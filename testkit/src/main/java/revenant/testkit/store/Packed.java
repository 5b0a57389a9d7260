package revenant.testkit.store;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The classes of this process, so that another one starts quickly: in JAR files all of them, since
/// only what is in these the Java runtime keeps in an archive of classes. What is made for that
/// goes when this process ends.
final class Packed {
  private static final Path FOLDER = folder();
  private static final Map<Path, Path> JARS = new HashMap<>();

  private Packed() {}

  /// `path` with a JAR file in the place of each folder.
  static String classPath(String path) {
    return mapped(path, _ -> true);
  }

  /// `path` with a JAR file in the place of each folder that is a module. Others mean nothing
  /// there.
  static String modulePath(String path) {
    return mapped(path, folder -> Files.exists(folder.resolve("module-info.class")));
  }

  private static String mapped(String path, Predicate<Path> isPacked) {
    return Stream.of(path.split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .map(Path::of)
        .map(entry -> Files.isDirectory(entry) && isPacked.test(entry) ? jar(entry) : entry)
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /// The archive called `name`.
  static Path archive(String name) {
    return going(FOLDER.resolve(name + ".jsa"));
  }

  private static synchronized Path jar(Path folder) {
    return JARS.computeIfAbsent(folder, Packed::made);
  }

  private static Path made(Path folder) {
    Path jar = going(FOLDER.resolve("packed" + JARS.size() + ".jar"));
    int status =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(System.out, System.err, "-c", "-f", "" + jar, "-C", "" + folder, ".");
    if (status != 0) throw new IllegalStateException("no JAR file of " + folder);
    return jar;
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
