package revenant.server.simulation;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Service;
import revenant.server.engine.Domains;
import revenant.server.journal.Countdown;
import revenant.transport.ring.RingLink;
import revenant.transport.ring.hypervisor.Page;

/// A host with real rings: pages in memory of which every store of the server's is counted, and the
/// real links on them. Its domains live for ever.
final class RealHost implements DomainTransport, Domains {
  private final Countdown countdown;
  private final StepFault fault;
  private final Set<Integer> ready;
  private final Map<Integer, RealPage> pages = new HashMap<>();
  private final Map<Integer, Link> links = new HashMap<>();

  /// @param ready takes the domids of links that are ready
  RealHost(Countdown countdown, StepFault fault, Set<Integer> ready) {
    this.countdown = countdown;
    this.fault = fault;
    this.ready = ready;
  }

  /// There is a domain.
  RealPage create(int domid, long taken, long given) {
    RealPage page = new RealPage(taken, given);
    pages.put(domid, page);
    return page;
  }

  RealPage page(int domid) {
    RealPage page = pages.get(domid);
    if (page == null) throw new IllegalStateException("no domain " + domid);
    return page;
  }

  @Nullable Link link(int domid) {
    return links.get(domid);
  }

  /// What a process held is let go of, when it dies.
  void killed() {
    links.clear();
  }

  @Override
  public void start(Service service) {}

  @Override
  public String describe() {
    return "real rings";
  }

  @Override
  public Optional<String> identity(int domid) {
    return pages.containsKey(domid) ? Optional.of("") : Optional.empty();
  }

  @Override
  public Attachment attach(int domid, long gfn, int port) {
    return new Attachment.Attached("", port);
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return identity(domid).map(identity -> new DomainStatus(identity, false, false));
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.of(1);
  }

  @Override
  public Connection connect(int domid, int port) {
    Page page = page(domid).mapped(countdown, fault.areWordsFirst());
    RingLink ring =
        new RingLink(
            domid, page, new Bell(), port, again -> ready.add(domid), () -> links.remove(domid));
    Link link = fault.link(ring, page);
    links.put(domid, link);
    ready.add(domid);
    return new Connection.Made(link, port);
  }

  @Override
  public void fail(int domid, int error) {
    page(domid).mapped(countdown, false).store(Page.ERROR, error);
  }

  @Override
  public void disconnect(int domid) {
    Link link = links.remove(domid);
    if (link != null) link.close();
  }

  @Override
  public void close() {}
}
