import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// The licences of what is distributed.
final class Licences {
  private static final Pattern TEXT =
      Pattern.compile("(META-INF/)?((LICENSE|NOTICE)[^/]*|about\\.html|AL2\\.0|LGPL2\\.1)");

  private Licences() {}

  /// Puts our licence, and those that third-party jars carry, into a folder. A third-party jar that
  /// the list there does not name stops the build.
  static void collect(Path root, List<Path> jars, Path folder) throws IOException {
    for (String name : List.of("LICENSE", "NOTICE")) {
      Files.copy(root.resolve(name), folder.resolve(name));
    }
    List<String> listed =
        Files.readAllLines(folder.resolve("THIRD-PARTY.txt")).stream()
            .map(line -> line.split("\\s")[0])
            .toList();
    for (Path jar : jars) {
      String name = jar.getFileName().toString().replace(".jar", "");
      if (name.startsWith("revenant-")) continue;
      if (!listed.contains(name)) {
        throw new IOException("launcher/src/dist/licenses/THIRD-PARTY.txt does not name " + name);
      }
      copyTexts(jar, folder.resolve(name));
    }
  }

  private static void copyTexts(Path jar, Path folder) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
        if (!TEXT.matcher(entry.getName()).matches()) continue;
        Files.createDirectories(folder);
        String name = entry.getName().replace("META-INF/", "");
        try (var in = zip.getInputStream(entry)) {
          Files.write(folder.resolve(name), in.readAllBytes());
        }
      }
    }
  }
}
