package revenant.transport.ring;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import revenant.api.transport.Transport;

/// Processes of the tests' own classes.
public final class Jvm {
  private Jvm() {}

  /// Starts `main`; what it says on standard error is ours to say.
  public static Process start(Class<?> main, String... arguments) throws IOException {
    return start(List.of(), Redirect.PIPE, main, arguments);
  }

  /// Starts `main` with flags of the JVM, its output in a file.
  public static Process start(List<String> flags, File output, Class<?> main, String... arguments)
      throws IOException {
    return start(flags, Redirect.to(output), main, arguments);
  }

  private static Process start(
      List<String> flags, Redirect output, Class<?> main, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", path()));
    command.addAll(flags);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    return builder.redirectError(Redirect.INHERIT).redirectOutput(output).start();
  }

  /// Our classes and our tests' are one module when tests run, and two folders all the same.
  private static String path() {
    Path classes = where(Jvm.class);
    return Stream.of(
            classes.resolveSibling("test-classes"),
            classes.resolveSibling("classes"),
            where(Transport.class),
            where(NullMarked.class),
            where(Native.class))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path where(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
