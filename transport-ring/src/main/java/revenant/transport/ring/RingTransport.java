package revenant.transport.ring;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Service;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.Page;

/// The rings of all domains that are connected, and the thread that waits for their events.
final class RingTransport implements DomainTransport {
  /// How much later than the interrupt the event channels of a process are free that was killed.
  private static final long REST_MILLIS_MAX = 500;

  private static final long PAUSE_MILLIS = 5;

  /// The errors that a client may be sent and a hypervisor has.
  private static final Set<String> SENDABLE =
      Set.of("EINVAL", "EACCES", "EEXIST", "ENOENT", "ENOMEM", "ENOSPC", "EIO", "EBUSY", "EPERM");

  private final Hypervisor hypervisor;
  private final Duration patience;
  private final Map<Integer, RingLink> links = new HashMap<>();
  private @Nullable Waiter waiter;
  private long settled;

  /// @param patience how long a process that was killed may take to be gone: what it held is
  ///   refused until then
  RingTransport(Hypervisor hypervisor, Duration patience) {
    this.hypervisor = hypervisor;
    this.patience = patience;
  }

  /// Waits for the process before this one to be gone; one that lives is another server.
  @Override
  public void start(Service service) throws IOException {
    if (waiter != null) throw new IllegalStateException("started twice");
    long deadline = System.nanoTime() + patience.toNanos();
    int exceptions;
    try {
      exceptions = insist("EEXIST", deadline, hypervisor::bindDomainExceptions);
    } catch (HypervisorException refused) {
      throw new IOException(
          refused.errno().equals("EEXIST")
              ? "another process serves the domains of this host: stop it first"
              : "cannot watch the domains of this host: " + refused.getMessage());
    }
    settled = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(REST_MILLIS_MAX);
    Waiter started = new Waiter(hypervisor, exceptions, service);
    waiter = started;
    started.start();
  }

  @Override
  public String describe() {
    return "ring of " + hypervisor.describe();
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return hypervisor.status(domid);
  }

  @Override
  public Optional<Integer> controlPort() {
    return hypervisor.controlPort();
  }

  @Override
  public Connection connect(int domid, int port) {
    disconnect(domid);
    Waiter there = waiting();
    try {
      Page page = hypervisor.map(domid);
      int told = page.load(Page.EVENT_CHANNEL);
      return connect(there, domid, told != 0 ? told : port, page);
    } catch (HypervisorException refused) {
      String errno = refused.errno();
      return new Connection.Refused(SENDABLE.contains(errno) ? errno : "EINVAL");
    }
  }

  private Connection connect(Waiter there, int domid, int port, Page page)
      throws HypervisorException {
    int local;
    try {
      local = insist("EINVAL", settled, () -> hypervisor.bind(domid, port));
    } catch (HypervisorException refused) {
      hypervisor.unmap(page);
      throw refused;
    }
    RingLink link =
        new RingLink(
            domid, page, hypervisor, local, there::again, () -> end(there, domid, local, page));
    links.put(domid, link);
    there.add(local, link);
    return new Connection.Made(link, port);
  }

  private void end(Waiter there, int domid, int local, Page page) {
    links.remove(domid);
    there.remove(local);
    hypervisor.unbind(local);
    hypervisor.unmap(page);
  }

  @Override
  public void fail(int domid, int error) {
    try {
      Page page = hypervisor.map(domid);
      page.store(Page.ERROR, error);
      hypervisor.unmap(page);
    } catch (HypervisorException _) {
      // Then there is nobody who could read it.
    }
  }

  @Override
  public void disconnect(int domid) {
    RingLink link = links.get(domid);
    if (link != null) link.close();
  }

  /// The domains are not told: they find their rings as they were when the next server comes.
  @Override
  public void close() {
    if (waiter != null) waiter.stop();
    waiter = null;
    List.copyOf(links.values()).forEach(RingLink::close);
    hypervisor.close();
  }

  private Waiter waiting() {
    if (waiter == null) throw new IllegalStateException("not started");
    return waiter;
  }

  private interface Attempt {
    int run() throws HypervisorException;
  }

  /// Tries until it is refused for another reason than `errno`, or it is too late.
  private static int insist(String errno, long deadline, Attempt attempt)
      throws HypervisorException {
    while (true) {
      try {
        return attempt.run();
      } catch (HypervisorException refused) {
        if (!refused.errno().equals(errno) || System.nanoTime() > deadline) throw refused;
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
