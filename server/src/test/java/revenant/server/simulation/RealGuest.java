package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.server.journal.Choices;
import revenant.transport.ring.hypervisor.Page;

/// A client on a real page.
final class RealGuest extends Client {
  private final int domid;
  private final Page page;
  private final Consumer<RealGuest> notify;
  private final ByteBuffer octet = ByteBuffer.allocate(1);
  private long given;
  private int told;

  /// @param taken how much of its requests was taken before
  /// @param given how much it was given before
  RealGuest(
      Choices choices,
      Script script,
      int requests,
      int domid,
      RealPage page,
      long taken,
      long given,
      Consumer<RealGuest> notify) {
    super(choices, script, requests, taken);
    this.domid = domid;
    this.page = page.page();
    this.given = given;
    this.notify = notify;
    told = (int) taken;
  }

  Page page() {
    return page;
  }

  @Override
  long session() {
    return domid;
  }

  @Override
  @Nullable Link link() {
    return null;
  }

  @Override
  long given() {
    given += Integer.toUnsignedLong(page.load(Page.RSP_PROD) - (int) given);
    return given;
  }

  @Override
  int room() {
    return Page.RING - (page.load(Page.REQ_PROD) - page.load(Page.REQ_CONS));
  }

  @Override
  void put(byte value) {
    int prod = page.load(Page.REQ_PROD);
    page.copyIn(Page.REQUESTS, prod, octet.clear().put(0, value), 1);
    page.store(Page.REQ_PROD, prod + 1);
  }

  @Override
  int waiting() {
    Oracles.check(page.load(Page.ERROR) == 0, "liveness: the ring is stopped");
    int waiting = page.load(Page.RSP_PROD) - page.load(Page.RSP_CONS);
    Oracles.check(
        waiting >= 0 && waiting <= Page.RING, "cursors: rsp_prod is " + waiting + " ahead");
    return waiting;
  }

  @Override
  byte take() {
    int cons = page.load(Page.RSP_CONS);
    page.copyOut(Page.RESPONSES, cons, octet.clear(), 1);
    page.store(Page.RSP_CONS, cons + 1);
    return octet.get(0);
  }

  @Override
  boolean isFull() {
    return waiting() == Page.RING;
  }

  /// Notifies no more often than a kernel does: of input when all before it had been taken.
  @Override
  void stored(boolean wasPut, boolean wasFull) {
    boolean isNews = wasPut && page.load(Page.REQ_CONS) - told >= 0;
    if (isNews || wasFull) notify.accept(this);
    told = page.load(Page.REQ_PROD);
  }
}
