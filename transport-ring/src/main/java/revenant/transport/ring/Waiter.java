package revenant.transport.ring;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import revenant.api.transport.Service;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;

/// The one thread that waits for all domains at once. An event names a port, so it looks at nobody
/// else; nor does it ever touch a page, which may be gone.
final class Waiter implements Runnable {
  private final Hypervisor hypervisor;
  private final int exceptions;
  private final Service service;
  private final Thread thread;
  private final Map<Integer, RingLink> links = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<RingLink> again = new ConcurrentLinkedQueue<>();
  private final int[] events = new int[Hypervisor.EVENTS_MAX];
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
      while (!isStopping) {
        if (again.isEmpty()) serve(hypervisor.await(events));
        else serve(0);
      }
    } catch (HypervisorException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private void serve(int count) {
    Set<RingLink> ready = LinkedHashSet.newLinkedHashSet(count + 1);
    boolean isExceptional = false;
    for (int i = 0; i < count; i++) {
      if (events[i] == exceptions) isExceptional = true;
      RingLink link = links.get(events[i]);
      if (link != null) ready.add(link);
    }
    for (RingLink link = again.poll(); link != null; link = again.poll()) {
      if (links.get(link.port()) == link) ready.add(link);
    }
    if (!ready.isEmpty()) service.ready(new ArrayList<>(ready));
    if (isExceptional) service.domainsChanged();
  }
}
