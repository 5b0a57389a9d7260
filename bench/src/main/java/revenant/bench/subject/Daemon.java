package revenant.bench.subject;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// A daemon of our own, in a folder of its own, that can be killed and started again.
public final class Daemon implements AutoCloseable {
  /// More heap for a tree that the usual one does not hold.
  public static final String LARGE = "-Xmx2g";

  private static final String READY = "xenstored ready";
  private static final String FLAGS = "REVENANT_JVM_FLAGS";
  private static final long PATIENCE_SECONDS = 60;

  private final Workshop workshop;
  private final Recipe recipe;
  private final boolean isWithRings;
  private final String flags;
  private final Path folder;
  private Process process;
  private long readyNanos;

  /// Starts one, and returns when it serves.
  ///
  /// @param isWithRings whether it serves the domains of a simulated host, beside its socket
  /// @param flags of its Java runtime
  public Daemon(Workshop workshop, Recipe recipe, boolean isWithRings, String flags)
      throws IOException {
    this.workshop = workshop;
    this.recipe = recipe;
    this.isWithRings = isWithRings;
    this.flags = flags;
    this.folder = workshop.newFolder();
    this.process = launched();
    awaitReady();
  }

  private Process launched() throws IOException {
    var builder =
        new ProcessBuilder(
            recipe.command().toString(),
            "-N",
            "--store=" + recipe.store(),
            "--ack=" + recipe.ack(),
            "--store-dir=" + area(),
            "--transport=" + (isWithRings ? "socket,ring" : "socket"),
            "--hypervisor=simulated:" + host());
    builder.environment().put("XENSTORED_RUNDIR", folder.toString());
    builder.environment().put("XENSTORED_PATH", socket().toString());
    builder.environment().merge(FLAGS, flags, (all, these) -> all + " " + these);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
    return workshop.start(builder);
  }

  private void awaitReady() throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      readyNanos = System.nanoTime();
      if (line.startsWith(READY)) return;
    }
    List<String> said = Files.readAllLines(log());
    throw new IOException(
        "%s does not start: %s"
            .formatted(recipe.name(), said.isEmpty() ? "it says nothing" : said.getLast()));
  }

  /// Kills it as nothing can prevent.
  ///
  /// @return when it was killed
  public long kill() {
    long now = System.nanoTime();
    process.destroyForcibly();
    process.onExit().join();
    return now;
  }

  /// Ends it in order.
  public void stop() throws IOException {
    process.destroy();
    try {
      if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    throw new IOException(recipe.name() + " does not stop");
  }

  /// Starts it again.
  ///
  /// @return how long it took until it said that it is ready
  public long restart() throws IOException {
    long begin = System.nanoTime();
    process = launched();
    awaitReady();
    return readyNanos - begin;
  }

  /// The server that it is now.
  public Server server() {
    return new Server(
        socket(),
        process.pid(),
        Optional.of(area()),
        isWithRings ? Optional.of(host()) : Optional.empty());
  }

  private Path socket() {
    return folder.resolve("socket");
  }

  private Path area() {
    return folder.resolve("area");
  }

  private Path host() {
    return folder.resolve("host");
  }

  private Path log() {
    return folder.resolve("log");
  }

  @Override
  public void close() throws IOException {
    kill();
    Workshop.remove(folder);
  }
}
