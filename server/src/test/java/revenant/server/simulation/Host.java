package revenant.server.simulation;

import java.util.Optional;
import java.util.function.IntFunction;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Service;
import revenant.server.engine.Domains;

/// A host on which every domain lives for ever.
///
/// @param rings the server's end of each domain's ring, made anew for each process
record Host(IntFunction<Link> rings) implements DomainTransport {
  @Override
  public void start(Service service) {}

  @Override
  public String describe() {
    return "simulated rings";
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return domid < Domains.FIRST_RESERVED
        ? Optional.of(new DomainStatus("", false, false))
        : Optional.empty();
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.of(1);
  }

  @Override
  public Connection connect(int domid, int port) {
    return new Connection.Made(rings.apply(domid), port);
  }

  @Override
  public void fail(int domid, int error) {}

  @Override
  public void disconnect(int domid) {
    throw new AssertionError("liveness: the server disconnected a ring");
  }

  @Override
  public void close() {}
}
