package revenant.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How the command leaves a daemon behind. A JVM cannot fork, so the command starts itself again,
/// in a session of its own, and waits until that process says on its standard output that it is
/// ready, or ends. Whatever else that process says there is the operator's to read.
final class Detachment {
  /// How the line begins that says that the daemon is ready.
  static final String READY = "xenstored ready: ";

  private static final long LOG_BYTES_MAX = 1 << 20;

  private final Environment environment;
  private final boolean isPrintingPid;
  private boolean hasSpoken;

  Detachment(Environment environment, boolean isPrintingPid) {
    this.environment = environment;
    this.isPrintingPid = isPrintingPid;
  }

  /// Returns when clients are served, or when the daemon ended before that.
  ///
  /// @return the exit status of the command
  int run(String... arguments) throws IOException, Failure {
    Process daemon = spawn(home(), arguments);
    Thread undo = new Thread(daemon::destroy);
    Runtime.getRuntime().addShutdownHook(undo);
    Optional<String> ready = waitUntilReady(daemon);
    if (ready.isEmpty()) return ended(daemon);
    Runtime.getRuntime().removeShutdownHook(undo);
    if (isPrintingPid) System.out.println(daemon.pid());
    System.out.println(ready.get());
    return 0;
  }

  private Path home() throws Failure {
    return environment
        .home()
        .orElseThrow(() -> Failure.start("only bin/xenstored can go into the background: use -N"));
  }

  private Process spawn(Path home, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("setsid", home.resolve("bin/xenstored").toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().put(Environment.DETACHED, Path.of("").toAbsolutePath().toString());
    builder.redirectInput(Path.of("/dev/null").toFile()).redirectError(errors());
    return builder.start();
  }

  /// The journal if that is where errors go now, otherwise a file: nobody may have to keep a
  /// terminal or a pipe open for a daemon.
  private Redirect errors() throws IOException {
    if (environment.variables().containsKey("JOURNAL_STREAM")) return Redirect.INHERIT;
    Path log = log();
    Files.createDirectories(environment.runFolder());
    if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) Files.delete(log);
    return Redirect.appendTo(log.toFile());
  }

  private Path log() {
    return environment.runFolder().resolve("xenstored.log");
  }

  private Optional<String> waitUntilReady(Process daemon) throws IOException {
    BufferedReader said = daemon.inputReader(UTF_8);
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(READY)) return Optional.of(line);
      System.err.println(line);
      hasSpoken = true;
    }
    return Optional.empty();
  }

  private int ended(Process daemon) throws Failure {
    try {
      int status = daemon.waitFor();
      if (hasSpoken && status != 0) return status;
      throw Failure.start("the daemon ended with status " + status + ", see " + log());
    } catch (InterruptedException _) {
      throw Failure.start("interrupted");
    }
  }
}
