package revenant.launcher.distribution;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Scratch;
import revenant.testkit.process.Setup;

/// A test with a folder of its own on tmpfs, and the daemons that it starts there.
abstract class OnScratch {
  static final Duration SHORT = Duration.ofSeconds(30);

  private final List<Daemon> daemons = new ArrayList<>();
  private final List<Long> detached = new ArrayList<>();
  Scratch scratch;
  Setup setup;

  @BeforeEach
  void makeFolder() throws IOException {
    scratch = Scratch.create();
    setup = Setup.in(scratch.folder());
  }

  @AfterEach
  void endAndRemoveAll() throws IOException {
    daemons.forEach(Daemon::close);
    for (long pid : detached) kill(pid);
    scratch.close();
  }

  Daemon start(Setup which) throws IOException, InterruptedException {
    Daemon daemon = which.start();
    daemons.add(daemon);
    return daemon;
  }

  Daemon launch(Setup which) throws IOException {
    Daemon daemon = which.launch();
    daemons.add(daemon);
    return daemon;
  }

  /// The daemon that the pid file names is this test's, and ends with it.
  long adopt(long pid) {
    detached.add(pid);
    return pid;
  }

  static void kill(long pid) {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    process.ifPresent(handle -> {
      handle.destroyForcibly();
      handle.onExit().join();
    });
  }

  /// Runs a command in the environment that leads it to the daemon.
  Finished run(String... command) throws IOException, InterruptedException {
    return Finished.run(setup.environment(), Duration.ofMinutes(5), List.of(command));
  }

  /// Runs lines of shell, which end at the first that fails.
  Finished shell(String script) throws IOException, InterruptedException {
    return run("sh", "-euc", script);
  }
}
