package revenant.server.simulation;

import java.util.Optional;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Service;

/// Domains that are spoken of through another.
class DomainsThrough implements DomainTransport {
  private final DomainTransport domains;

  DomainsThrough(DomainTransport domains) {
    this.domains = domains;
  }

  @Override
  public void start(Service service) {}

  @Override
  public String describe() {
    return "wrapped";
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return domains.status(domid);
  }

  @Override
  public Optional<Integer> controlPort() {
    return domains.controlPort();
  }

  @Override
  public Connection connect(int domid, int port) {
    return domains.connect(domid, port);
  }

  @Override
  public void fail(int domid, int error) {
    domains.fail(domid, error);
  }

  @Override
  public void disconnect(int domid) {
    domains.disconnect(domid);
  }

  @Override
  public void close() {}
}
