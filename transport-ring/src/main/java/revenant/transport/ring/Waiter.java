package revenant.transport.ring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import revenant.api.transport.Service;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;

/// The one thread that waits for all domains at once. An event names a port, so it looks at nobody
/// else; nor does it ever touch a page, which may be gone.
///
/// While input of a domain keeps coming its port stays masked, and its ring is looked at in each
/// turn: an event for each request would cost more than the request.
final class Waiter implements Runnable {
  /// How often busy rings are looked at before it is asked who else has become busy.
  private static final int LOOKS_PER_POLL = 8;

  private final Hypervisor hypervisor;
  private final int exceptions;
  private final Service service;
  private final Thread thread;
  private final Map<Integer, RingLink> links = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<RingLink> again = new ConcurrentLinkedQueue<>();

  /// Those whose ports are masked.
  private final List<RingLink> busy = new ArrayList<>();

  private final int[] events = new int[Hypervisor.EVENTS_MAX];
  private int looks;
  private volatile boolean isStopping;

  /// @param exceptions the local port that tells that some domain shut down or died
  Waiter(Hypervisor hypervisor, int exceptions, Service service) {
    this.hypervisor = hypervisor;
    this.exceptions = exceptions;
    this.service = service;
    this.thread = Thread.ofPlatform().name("ring").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// Events of `local` are for `link` from now on; those that came before are made up for.
  void add(int local, RingLink link) {
    links.put(local, link);
    again(link);
  }

  void remove(int local) {
    links.remove(local);
  }

  /// Makes a link ready that has no event to tell of. On its own thread it looks by itself before
  /// it sleeps.
  void again(RingLink link) {
    again.add(link);
    if (Thread.currentThread() != thread) hypervisor.wake();
  }

  /// When it returns on another thread than its own, it has stopped.
  void stop() {
    isStopping = true;
    hypervisor.wake();
    if (Thread.currentThread() == thread) return;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// An exception of the service ends the thread and leaves everything as it is: the process is to
  /// be halted, not tidied up.
  @Override
  public void run() {
    try {
      while (!isStopping) serve(heard());
    } catch (HypervisorException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /// How many events there are; it sleeps until there are some if there is nothing else to do.
  private int heard() throws HypervisorException {
    if (again.isEmpty() && busy.isEmpty()) return hypervisor.await(events);
    looks = (looks + 1) % LOOKS_PER_POLL;
    return looks == 0 ? hypervisor.poll(events) : 0;
  }

  @SuppressWarnings("ThreadPriorityCheck") // a courtesy: nothing relies on it
  private void serve(int count) {
    boolean isExceptional = false;
    for (int i = 0; i < count; i++) {
      if (events[i] == exceptions) isExceptional = true;
      RingLink link = links.get(events[i]);
      if (link != null) busy.add(link);
      else hypervisor.unmask(events[i]);
    }
    Set<RingLink> ready = new LinkedHashSet<>(busy);
    for (RingLink link = again.poll(); link != null; link = again.poll()) ready.add(link);
    ready.removeIf(link -> !isThere(link));
    if (!ready.isEmpty()) service.ready(new ArrayList<>(ready));
    long now = System.nanoTime();
    busy.removeIf(link -> isIdle(link, now));
    if (!busy.isEmpty() && isInVain()) Thread.yield();
    if (isExceptional) service.domainsChanged();
  }

  /// Has events told again of whom no input came lately; if some did meanwhile there is an event. A
  /// port is unmasked also if its link is gone: it may be another's already.
  private boolean isIdle(RingLink link, long now) {
    if (isThere(link) && link.isBusy(now)) return false;
    hypervisor.unmask(link.port());
    return true;
  }

  /// Whether nobody is heard at present: then whoever else wants to run comes first.
  private boolean isInVain() {
    for (RingLink link : busy) if (!link.isInVain()) return false;
    return true;
  }

  private boolean isThere(RingLink link) {
    return links.get(link.port()) == link;
  }
}
