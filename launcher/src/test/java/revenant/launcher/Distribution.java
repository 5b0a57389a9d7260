package revenant.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The distribution that was built, run as an operator would, with a run folder of its own on
/// tmpfs.
final class Distribution implements AutoCloseable {
  private static final Path COMMAND =
      Path.of(System.getProperty("revenant.dist")).resolve("bin/xenstored");
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final List<ProcessHandle> daemons = new ArrayList<>();

  Distribution() throws IOException {
    folder = Files.createTempDirectory(Path.of("/dev/shm"), "revenant-spec-");
  }

  /// What a command left behind.
  record Outcome(int status, String out, String err) {}

  /// The run folder, or something in it.
  Path at(String name) {
    return folder.resolve(name);
  }

  /// Runs the command to its end, which is when a daemon in the background serves.
  Outcome run(String... arguments) throws IOException, InterruptedException {
    Process process = start(Map.of(), arguments);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("it does not return");
    }
    return new Outcome(
        process.exitValue(), Files.readString(at("out")), Files.readString(at("err")));
  }

  /// Starts the command.
  Process start(Map<String, String> variables, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(COMMAND.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command);
    builder.environment().put("XENSTORED_RUNDIR", folder.toString());
    builder.environment().remove("XENSTORED_PATH");
    builder.environment().remove("JOURNAL_STREAM");
    builder.environment().putAll(variables);
    builder.redirectOutput(at("out").toFile()).redirectError(at("err").toFile());
    Process process = builder.start();
    daemons.add(process.toHandle());
    return process;
  }

  /// Starts a daemon in the background.
  ProcessHandle background(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--pid-file", at("pid").toString()));
    all.addAll(List.of(arguments));
    Outcome outcome = run(all.toArray(String[]::new));
    if (outcome.status != 0) throw new AssertionError(outcome.toString());
    return byPidFile();
  }

  /// The daemon that the pid file names.
  ProcessHandle byPidFile() throws IOException {
    long pid = Long.parseLong(Files.readString(at("pid"), UTF_8).strip());
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    daemons.add(daemon);
    return daemon;
  }

  /// Waits until `line` begins a line of what the command that was started last said.
  void waitFor(String line) throws IOException, InterruptedException {
    for (int i = 0; i < PATIENCE_SECONDS * 50; i++) {
      if (Files.readAllLines(at("out")).stream().anyMatch(said -> said.startsWith(line))) return;
      Thread.sleep(20);
    }
    throw new AssertionError("it never said '" + line + "' but: " + Files.readString(at("err")));
  }

  /// A client, or an exception if nobody listens.
  SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(at("socket")));
  }

  @Override
  public void close() throws IOException {
    daemons.forEach(ProcessHandle::destroyForcibly);
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
    }
  }
}
