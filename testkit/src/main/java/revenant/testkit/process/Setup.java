package revenant.testkit.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How to start a daemon: which distribution, in which folder, with what on its command line and in
/// its environment. Starting it twice finds what the first left there.
///
/// @param distribution what to start
/// @param folder where the socket, the pid file, the area and what the daemon says are
/// @param options besides those that say where things are
/// @param flags of the Java runtime
/// @param variables of the environment, besides those that say where things are
public record Setup(
    Distribution distribution,
    Path folder,
    List<String> options,
    List<String> flags,
    Map<String, String> variables) {
  /// Copies.
  public Setup {
    options = List.copyOf(options);
    flags = List.copyOf(flags);
    variables = Map.copyOf(variables);
  }

  /// The distribution as it was built, with its defaults.
  public static Setup in(Path folder) {
    return new Setup(Distribution.built(), folder, List.of(), List.of(), Map.of());
  }

  /// Another distribution.
  public Setup of(Distribution other) {
    return new Setup(other, folder, options, flags, variables);
  }

  /// More on the command line.
  public Setup with(String... more) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(more));
    return new Setup(distribution, folder, all, flags, variables);
  }

  /// More flags of the Java runtime.
  public Setup withFlags(String... more) {
    List<String> all = new ArrayList<>(flags);
    all.addAll(List.of(more));
    return new Setup(distribution, folder, options, all, variables);
  }

  /// One more variable of the environment.
  public Setup withVariable(String name, String value) {
    Map<String, String> all = new HashMap<>(variables);
    all.put(name, value);
    return new Setup(distribution, folder, options, flags, all);
  }

  /// Starts a daemon in the foreground and waits until it serves.
  public Daemon start() throws IOException, InterruptedException {
    Daemon daemon = launch();
    try {
      daemon.awaitReady();
      return daemon;
    } catch (IOException | InterruptedException failure) {
      daemon.close();
      throw failure;
    }
  }

  /// Starts a daemon in the foreground and waits for nothing.
  public Daemon launch() throws IOException {
    return Daemon.launch(this);
  }

  /// Runs a daemon that is to end by itself, or its command without `-N`.
  public Finished run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(distribution.command().toString());
    command.addAll(places());
    command.addAll(options);
    command.addAll(List.of(arguments));
    return Finished.run(environment(), Daemon.PATIENCE, command);
  }

  /// Runs the command with these arguments and nothing else.
  public Finished runOnly(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(distribution.command().toString()));
    command.addAll(List.of(arguments));
    return Finished.run(environment(), Daemon.PATIENCE, command);
  }

  List<String> commandLine() {
    List<String> command = new ArrayList<>(List.of(distribution.command().toString(), "-N"));
    command.addAll(places());
    command.addAll(options);
    return command;
  }

  private List<String> places() {
    return List.of("--store-dir=" + area(), "--pid-file=" + pidFile());
  }

  /// The environment that a daemon, and a tool that is to find it, need.
  public Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(variables);
    all.put("XENSTORED_RUNDIR", folder.toString());
    all.put("XENSTORED_PATH", socket().toString());
    all.put("REVENANT_JVM_FLAGS", String.join(" ", flags));
    return all;
  }

  /// Where the socket is.
  public Path socket() {
    return folder.resolve("socket");
  }

  /// Where the pid is written.
  public Path pidFile() {
    return folder.resolve("xenstored.pid");
  }

  /// What survives a kill.
  public Path area() {
    return folder.resolve("area");
  }

  /// What the newest daemon wrote to standard output.
  public String out() throws IOException {
    return Daemon.text(outFile());
  }

  /// What all daemons wrote to standard error.
  public String err() throws IOException {
    return Daemon.text(errFile());
  }

  Path outFile() {
    return folder.resolve("out");
  }

  Path errFile() {
    return folder.resolve("err");
  }
}
