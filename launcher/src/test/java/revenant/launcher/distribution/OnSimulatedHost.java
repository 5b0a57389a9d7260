package revenant.launcher.distribution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import revenant.testkit.process.Finished;

/// A test on a host that is only files, and the guests that it starts there.
abstract class OnSimulatedHost extends OnScratch {
  private final List<Process> guests = new ArrayList<>();
  Path host;

  @BeforeEach
  void makeHost() {
    host = scratch.resolve("host");
    setup = setup.with("--transport=socket,ring", "--hypervisor=simulated:" + host);
  }

  @AfterEach
  void endGuests() {
    guests.forEach(Process::destroyForcibly);
  }

  private List<String> command(int domid, String... what) {
    List<String> command = new ArrayList<>();
    command.add(setup.distribution().tool().toString());
    command.add("guest");
    command.add("--hypervisor=simulated:" + host);
    command.add("--domain=" + domid);
    command.addAll(List.of(what));
    return command;
  }

  /// Has a guest do something, and waits until it is done.
  void finish(int domid, String... what) throws IOException, InterruptedException {
    Finished.run(setup.environment(), SHORT, command(domid, what)).outIfOk();
  }

  /// Has a guest do something meanwhile.
  Process launch(int domid, String... what) throws IOException {
    var builder = new ProcessBuilder(command(domid, what));
    builder.redirectErrorStream(true).redirectOutput(said(domid).toFile());
    Process process = builder.start();
    guests.add(process);
    return process;
  }

  /// What a guest says that was launched.
  Path said(int domid) {
    return scratch.resolve("guest-" + domid);
  }

  void signal(String name, Process process) throws IOException, InterruptedException {
    Finished.run(setup.environment(), SHORT, List.of("kill", "-" + name, "" + process.pid()))
        .outIfOk();
  }
}
