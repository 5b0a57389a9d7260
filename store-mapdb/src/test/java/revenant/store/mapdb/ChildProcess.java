package revenant.store.mapdb;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// A JVM of its own with everything that this one has.
final class ChildProcess {
  private ChildProcess() {}

  /// The command that runs `main` with `arguments`.
  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:-CreateCoredumpOnCrash"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:ErrorFile=/dev/null"));
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath()));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classPath() {
    String modules = Objects.requireNonNullElse(System.getProperty("jdk.module.path"), "");
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    return String.join(File.pathSeparator, classes, modules, System.getProperty("java.class.path"));
  }

  /// Starts `command`; what it says on standard error is seen.
  static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
