package revenant.server;

import java.util.Optional;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Service;
import revenant.server.engine.Domains;

/// What there is where no transport knows of domains: every domid may be that of a domain, and none
/// has a ring.
final class NoHypervisor implements DomainTransport {
  @Override
  public void start(Service service) {}

  @Override
  public String describe() {
    return "no rings";
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return domid < Domains.FIRST_RESERVED
        ? Optional.of(new DomainStatus("", false, false))
        : Optional.empty();
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.empty();
  }

  @Override
  public Connection connect(int domid, int port) {
    return new Connection.Refused("ENOENT");
  }

  @Override
  public void fail(int domid, int error) {}

  @Override
  public void disconnect(int domid) {}

  @Override
  public void close() {}
}
