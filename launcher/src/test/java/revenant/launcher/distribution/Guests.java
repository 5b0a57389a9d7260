package revenant.launcher.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Setup;

/// A host that is only files, and the guests that a test starts there, each a process of its own.
final class Guests implements AutoCloseable {
  private final List<Process> launched = new ArrayList<>();
  private final Path folder;
  private final Setup setup;

  /// The host is in `folder`, and so is what guests say.
  ///
  /// @param setup that of the daemon
  Guests(Path folder, Setup setup) {
    this.folder = folder;
    this.setup = setup.with("--transport=socket,ring", hypervisor());
  }

  /// That of a daemon which serves this host.
  Setup setup() {
    return setup;
  }

  Path host() {
    return folder.resolve("host");
  }

  private String hypervisor() {
    return "--hypervisor=simulated:" + host();
  }

  private List<String> command(int domid, String... what) {
    List<String> command = new ArrayList<>();
    command.add(setup.distribution().tool().toString());
    command.addAll(List.of("guest", hypervisor(), "--domain=" + domid));
    command.addAll(List.of(what));
    return command;
  }

  /// Has a guest do something, and waits until it is done.
  void finish(int domid, String... what) throws IOException, InterruptedException {
    Finished.run(setup.environment(), OnScratch.SHORT, command(domid, what)).outIfOk();
  }

  /// Has a guest do something meanwhile.
  Process launch(int domid, String... what) throws IOException {
    var builder = new ProcessBuilder(command(domid, what));
    builder.redirectErrorStream(true).redirectOutput(said(domid).toFile());
    Process process = builder.start();
    launched.add(process);
    return process;
  }

  /// What a guest says that was launched.
  Path said(int domid) {
    return folder.resolve("guest-" + domid);
  }

  RingPage page(int domid) throws IOException {
    return RingPage.of(host(), domid);
  }

  void signal(String name, Process process) throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-" + name, "" + process.pid());
    Finished.run(setup.environment(), OnScratch.SHORT, command).outIfOk();
  }

  @Override
  public void close() {
    launched.forEach(Process::destroyForcibly);
  }
}
