package revenant.transport.ring;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.Page;

/// The server's end of a ring. The words that are the server's are written and never read, but once
/// after a crash: what the domain makes of them is its own affair. The words in the page are the
/// low halves of the positions here.
///
/// Whoever moves a word looks at the other end's words afterwards, with a fence between: a domain
/// that found the ring neither empty nor full notifies nobody.
public final class RingLink implements Link {
  /// XENSTORE_SERVER_FEATURE_RECONNECTION.
  private static final int RECONNECTION = 1;

  /// XENSTORE_ERROR_RINGIDX.
  private static final int BAD_INDICES = 2;

  /// How often one looks in vain at least before the domain is left to notify, and for how long. To
  /// sleep and be woken takes more of a processor, and of the domain's time.
  private static final int LOOKS_MIN = 16;

  private static final long WATCHFUL_NANOS =
      Runtime.getRuntime().availableProcessors() == 1 ? 0 : 20_000;

  private final Peer peer;
  private final Page page;
  private final Hypervisor hypervisor;
  private final int port;
  private final Consumer<RingLink> again;
  private final Runnable end;
  private State state = State.OPEN;
  private long consumed;
  private long written;

  private boolean isToldLess;

  /// Input was found since the last look.
  private volatile boolean hasInput;

  /// How many looks since there was input, and when that was.
  private int inVain;

  private long lastInput = System.nanoTime();

  private enum State {
    OPEN,
    /// The words make no sense.
    BROKEN,
    /// The server does not want to go on.
    STOPPED,
    /// The page is not there any more.
    CLOSED
  }

  /// @param port the local one
  /// @param again makes the link ready, with no event
  /// @param end unmaps the page and closes the port
  public RingLink(
      int domid,
      Page page,
      Hypervisor hypervisor,
      int port,
      Consumer<RingLink> again,
      Runnable end) {
    this.peer = new Peer(domid, domid == 0, true, "domain " + domid);
    this.page = page;
    this.hypervisor = hypervisor;
    this.port = port;
    this.again = again;
    this.end = end;
  }

  /// The local one.
  int port() {
    return port;
  }

  /// Whether input was found lately. To be asked after each look.
  boolean isBusy(long nanoTime) {
    inVain++;
    if (hasInput) {
      lastInput = nanoTime;
      inVain = 0;
    }
    hasInput = false;
    if (inVain < LOOKS_MIN || nanoTime - lastInput < WATCHFUL_NANOS) return true;
    inVain = 0;
    return false;
  }

  /// Whether the last look found no input.
  boolean isInVain() {
    return inVain > 0;
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public int read(long position, ByteBuffer into) {
    if (state != State.OPEN) return unreadable();
    int prod = page.load(Page.REQ_PROD);
    boolean isSane = Page.isSane(prod, (int) consumed) && Page.isSane(prod, (int) position);
    if (!isSane) {
      breakOff();
      return BROKEN;
    }
    int count = Math.min(prod - (int) position, into.remaining());
    page.copyOut(Page.REQUESTS, (int) position, into, count);
    if (count > 0) hasInput = true;
    return count;
  }

  private int unreadable() {
    return switch (state) {
      case BROKEN -> BROKEN;
      case OPEN, STOPPED -> 0;
      case CLOSED -> END;
    };
  }

  @Override
  public void again() {
    again.accept(this);
  }

  /// The word goes after the output that the turn published, and the notification after both. What
  /// input there is then came with no notification, or is known: the difference is not worth a
  /// guess.
  @Override
  public void consumed(long position) {
    if (state != State.OPEN) return;
    boolean isMoving = position > consumed;
    if (isMoving) {
      consumed = position;
      page.store(Page.REQ_CONS, (int) position);
    }
    if (isMoving || isToldLess) tell();
    if (isMoving && page.load(Page.REQ_PROD) != (int) position) again.accept(this);
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long write(long position, ByteBuffer bytes) {
    if (position > written) throw new IllegalArgumentException(position + " > " + written);
    int start = bytes.position();
    bytes.position((int) Math.min(bytes.limit(), start + (written - position)));
    while (state == State.OPEN && bytes.hasRemaining() && give(bytes)) {}
    bytes.position(start);
    return written;
  }

  /// Gives what there is room for; answers whether that was anything.
  private boolean give(ByteBuffer bytes) {
    int cons = page.load(Page.RSP_CONS);
    if (!Page.isSane((int) written, cons)) {
      breakOff();
      return false;
    }
    int count = Math.min(Page.RING - ((int) written - cons), bytes.remaining());
    if (count == 0) return false;
    page.copyIn(Page.RESPONSES, (int) written, bytes, count);
    written += count;
    page.store(Page.RSP_PROD, (int) written);
    isToldLess = true;
    VarHandle.fullFence();
    return true;
  }

  @Override
  public boolean resume(long consumed, long published, long end, int features) {
    if (state != State.OPEN) return false;
    int prod = page.load(Page.RSP_PROD);
    long given = Integer.toUnsignedLong(prod - (int) published);
    boolean isSane =
        given <= end - published
            && Page.isSane(prod, page.load(Page.RSP_CONS))
            && Page.isSane(page.load(Page.REQ_PROD), (int) consumed);
    if (!isSane) {
      breakOff();
      return false;
    }
    this.consumed = consumed;
    written = published + given;
    page.store(Page.REQ_CONS, (int) consumed);
    page.store(Page.FEATURES, features);
    tell();
    again.accept(this);
    return true;
  }

  /// The word counts only where the server offered this.
  @Override
  public boolean wantsReset() {
    return state != State.CLOSED
        && page.load(Page.CONNECTION) == 1
        && (page.load(Page.FEATURES) & RECONNECTION) != 0;
  }

  @Override
  public void reset(int features) {
    if (state == State.CLOSED) return;
    state = State.OPEN;
    consumed = 0;
    written = 0;
    isToldLess = false;
    page.store(Page.REQ_CONS, 0);
    page.store(Page.REQ_PROD, 0);
    page.store(Page.RSP_CONS, 0);
    page.store(Page.RSP_PROD, 0);
    page.store(Page.FEATURES, features);
    page.store(Page.ERROR, 0);
  }

  @Override
  public void opened() {
    if (state == State.CLOSED) return;
    page.store(Page.CONNECTION, 0);
    tell();
    again.accept(this);
  }

  @Override
  public void stop(int error) {
    if (state == State.CLOSED) return;
    state = State.STOPPED;
    page.store(Page.ERROR, error);
    tell();
  }

  @Override
  public void close() {
    if (state == State.CLOSED) return;
    state = State.CLOSED;
    end.run();
  }

  /// The server learns of it when it reads next, which is soon.
  private void breakOff() {
    state = State.BROKEN;
    page.store(Page.ERROR, BAD_INDICES);
    tell();
    again.accept(this);
  }

  private void tell() {
    isToldLess = false;
    VarHandle.fullFence();
    hypervisor.signal(port);
  }
}
