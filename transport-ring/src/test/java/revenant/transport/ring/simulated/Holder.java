package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.file.Path;
import revenant.transport.ring.Jvm;
import revenant.transport.ring.hypervisor.Hypervisor;

/// A process that holds everything of a host that can be held, until it is killed.
final class Holder {
  private Holder() {}

  public static void main(String... arguments) throws Exception {
    try (Hypervisor hypervisor = SimulatedHypervisor.open(Path.of(arguments[0]))) {
      int domid = Integer.parseInt(arguments[1]);
      hypervisor.map(domid);
      hypervisor.bind(domid, SimulatedHost.STORE_PORT);
      hypervisor.bindDomainExceptions();
      System.out.println("held");
      while (true) hypervisor.await(new int[Hypervisor.EVENTS_MAX]);
    }
  }

  /// Returns when it holds them.
  static Process start(Path host, int domid) throws IOException {
    Process process = Jvm.start(Holder.class, host.toString(), Integer.toString(domid));
    if ("held".equals(process.inputReader().readLine())) return process;
    throw new IOException("the process did not start");
  }
}
