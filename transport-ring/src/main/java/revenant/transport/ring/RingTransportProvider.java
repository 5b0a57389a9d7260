package revenant.transport.ring;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.simulated.SimulatedHypervisor;
import revenant.transport.ring.xen.XenHypervisor;

/// The transport named `ring`.
public final class RingTransportProvider implements TransportProvider {
  /// A JVM with many threads takes a while to be gone.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String SIMULATED = "simulated:";

  /// For the service loader.
  public RingTransportProvider() {}

  @Override
  public String name() {
    return "ring";
  }

  @Override
  public Transport open(TransportOptions options) throws IOException {
    return new RingTransport(hypervisor(options.hypervisor()), PATIENCE);
  }

  private static Hypervisor hypervisor(String name) throws IOException {
    if (name.startsWith(SIMULATED)) {
      return SimulatedHypervisor.open(Path.of(name.substring(SIMULATED.length())));
    }
    if (name.equals(TransportOptions.XEN)) return XenHypervisor.open(Path.of("/"));
    throw new IOException("there is no hypervisor '" + name + "', but: xen, simulated:DIR");
  }
}
