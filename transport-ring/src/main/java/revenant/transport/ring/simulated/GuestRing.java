package revenant.transport.ring.simulated;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import revenant.transport.ring.hypervisor.Page;

/// A domain's end of its ring. It notifies no more often than a kernel does: of input when all
/// before it had been taken, of room when there had been none.
final class GuestRing {
  private final SimulatedHost host;
  private final int domid;
  private final DomainWords domain;
  private final Page page;
  private int port = SimulatedHost.STORE_PORT;
  private volatile boolean isClosed;

  GuestRing(SimulatedHost host, int domid) throws IOException {
    this.host = host;
    this.domid = domid;
    this.domain =
        host.find(domid).orElseThrow(() -> new IOException("there is no domain " + domid));
    this.page = new Page(Shared.bytes(host.page(domid)));
  }

  Page page() {
    return page;
  }

  void use(int other) {
    port = other;
  }

  /// Puts as much input into the ring as there is room for.
  ///
  /// @return whether that was anything
  boolean push(ByteBuffer from) throws IOException {
    int prod = page.load(Page.REQ_PROD);
    int room = Page.RING - used(prod, page.load(Page.REQ_CONS));
    int count = Math.min(room, from.remaining());
    if (count == 0) return false;
    page.copyIn(Page.REQUESTS, prod, from, count);
    page.store(Page.REQ_PROD, prod + count);
    VarHandle.fullFence();
    if (page.load(Page.REQ_CONS) - prod >= 0) signal();
    return true;
  }

  /// Takes as much output as fits.
  ///
  /// @return whether that was anything
  boolean pull(ByteBuffer into) throws IOException {
    int cons = page.load(Page.RSP_CONS);
    int count = Math.min(used(page.load(Page.RSP_PROD), cons), into.remaining());
    if (count == 0) return false;
    page.copyOut(Page.RESPONSES, cons, into, count);
    page.store(Page.RSP_CONS, cons + count);
    VarHandle.fullFence();
    if (page.load(Page.RSP_PROD) - cons >= Page.RING) signal();
    return true;
  }

  private static int used(int prod, int cons) {
    if (Page.isSane(prod, cons)) return prod - cons;
    throw new IllegalStateException("the ring is broken: " + prod + " - " + cons);
  }

  /// Notifies the server. Lost if there is none.
  void signal() throws IOException {
    host.notify(domain.port(port()));
  }

  /// Sleeps until it is notified: there is no other way to learn of anything.
  void await() throws IOException {
    while (true) {
      int rings = domain.rings();
      boolean isRunning = isRunning();
      if (isRunning && takeNotification()) return;
      domain.sleep(rings);
    }
  }

  boolean takeNotification() {
    return (domain.pending() & 1L << port()) != 0;
  }

  /// Waits while the domain does not run.
  void awaitRunning() throws IOException {
    while (true) {
      int rings = domain.rings();
      if (isRunning()) return;
      domain.sleep(rings);
    }
  }

  private boolean isRunning() throws IOException {
    if (isClosed) throw new IOException("nobody plays domain " + domid + " any more");
    if (domain.is(DomainWords.DYING)) throw new IOException("domain " + domid + " is gone");
    return !domain.is(DomainWords.PAUSED | DomainWords.SHUTDOWN);
  }

  /// For any thread: whoever waits gives up.
  void close() {
    isClosed = true;
    domain.become(0);
  }

  private int port() {
    int told = page.load(Page.EVENT_CHANNEL);
    return told == 0 ? port : told;
  }
}
