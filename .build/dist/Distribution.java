import java.nio.file.*;
import java.time.Instant;

/// Builds the distribution: `Distribution.java ROOT TARGET ARCHIVE TIME train|skip JAR CLASSPATH`.
///
/// ROOT is the checkout, TARGET the folder to make, ARCHIVE the tar.gz of it, TIME what every file
/// says it was changed at. All of it is the same, byte for byte, whenever it is built from the same
/// sources with the same JDK, but for the AOT cache. That one remembers the times of the jars:
/// hence they are set before it is made.
void main(String[] args) throws Exception {
  try {
    build(args);
  } catch (IOException failure) {
    System.err.println("no distribution: " + failure.getMessage());
    System.exit(1);
  }
}

void build(String[] args) throws Exception {
  Path root = Path.of(args[0]);
  Path home = Path.of(args[1]);
  Path archive = Path.of(args[2]);
  Instant time = Instant.parse(args[3]);
  boolean train = args[4].equals("train");
  List<Path> jars =
      Stream.of((args[5] + File.pathSeparator + args[6]).split(File.pathSeparator))
          .map(Path::of)
          .filter(
              jar -> Files.isRegularFile(jar)) // what is no file is the classes of a jar beside it
          .sorted()
          .toList();

  // The linked runtime is kept from build to build: it takes longest and changes least.
  Trees.deleteAllBut(home, "runtime");
  Files.deleteIfExists(archive);
  Trees.copy(root.resolve("launcher/src/dist"), home);
  Files.createDirectories(home.resolve("modules"));
  for (Path jar : jars) Jars.repack(jar, home.resolve("modules").resolve(jar.getFileName()), time);
  Jars.extractNatives(jars, home.resolve("lib/native"));
  Licences.collect(root, jars, home.resolve("licenses"));
  Runtimes.link(home.resolve("runtime"), home.resolveSibling("runtime.stamp"));
  Trees.settle(home, time);
  if (!train) return;
  Training.run(home);
  Trees.settle(home, time);
  Archives.write(home, archive, time);
}
