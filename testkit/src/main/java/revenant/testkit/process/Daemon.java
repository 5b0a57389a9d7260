package revenant.testkit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import revenant.testkit.client.XenstoreClient;

/// A daemon in the foreground of a process of its own. Its pid file and its socket stay where they
/// are when it dies, as they do on a host.
public final class Daemon implements AutoCloseable {
  /// How long a start or an end may take.
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String READY = "xenstored ready: ";
  private static final int POLL_MILLIS = 2;

  private final Process process;
  private final Setup setup;

  private Daemon(Process process, Setup setup) {
    this.process = process;
    this.setup = setup;
  }

  /// Starts one and returns at once, whether it will serve or not.
  static Daemon launch(Setup setup) throws IOException {
    var builder = new ProcessBuilder(setup.commandLine());
    builder.environment().putAll(setup.environment());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Files.deleteIfExists(setup.outFile());
    builder.redirectOutput(setup.outFile().toFile());
    builder.redirectError(Redirect.appendTo(setup.errFile().toFile()));
    return new Daemon(builder.start(), setup);
  }

  /// Waits until it says that it serves.
  ///
  /// @return the line in which it says so
  /// @throws IOException if it ends instead
  public String awaitReady() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() - deadline < 0) {
      Optional<String> line = readyLine();
      if (line.isPresent()) return line.get();
      if (!process.isAlive()) break;
      Thread.sleep(POLL_MILLIS);
    }
    String end = process.isAlive() ? "does not serve" : "ended with " + process.exitValue();
    throw new IOException("the daemon " + end + ":\n" + setup.out() + setup.err());
  }

  /// The line in which it says that it serves, once it has.
  public Optional<String> readyLine() throws IOException {
    String out = setup.out();
    return out.endsWith("\n")
        ? out.lines().filter(line -> line.startsWith(READY)).findFirst()
        : Optional.empty();
  }

  /// A new connection to it.
  public XenstoreClient connect() throws IOException {
    return XenstoreClient.connect(setup.socket());
  }

  /// The process.
  public long pid() {
    return process.pid();
  }

  /// Whether the process is there.
  public boolean isAlive() {
    return process.isAlive();
  }

  /// SIGKILL; returns when the process is gone.
  public void kill9() {
    signalKill();
    process.onExit().join();
  }

  /// SIGKILL; returns at once.
  public void signalKill() {
    process.destroyForcibly();
  }

  /// SIGTERM; returns the exit status.
  public int terminate() throws IOException, InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  /// Any signal, by its name without `SIG`.
  public void signal(String name) throws IOException, InterruptedException {
    Finished.run(setup.environment(), PATIENCE, List.of("kill", "-" + name, "" + pid())).outIfOk();
  }

  /// Waits until the process is gone; returns its exit status.
  public int awaitEnd() throws IOException, InterruptedException {
    if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return process.exitValue();
    throw new IOException("the daemon does not end:\n" + setup.err());
  }

  @Override
  public void close() {
    kill9();
  }

  static String text(Path file) throws IOException {
    try {
      return Files.readString(file, UTF_8);
    } catch (NoSuchFileException none) {
      return "";
    }
  }
}
