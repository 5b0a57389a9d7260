package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;

/// The server's end of a page, as a process attaches it when it starts: where input goes on it is
/// told, how much output was published it sees in the page.
final class RingLink implements Link {
  private final Page page;
  private final Peer peer;
  private final Fate fate;
  private final Oracles oracles;
  private final Runnable again;
  private long written;
  private boolean isMapped = true;
  private boolean isGoingOn;
  private boolean isNotifying = true;

  /// @param again makes the link ready
  RingLink(Page page, Peer peer, Fate fate, Oracles oracles, Runnable again) {
    this.page = page;
    this.peer = peer;
    this.fate = fate;
    this.oracles = oracles;
    this.again = again;
  }

  /// Has it not notify the guest when it goes on, which is a fault.
  void beSilent() {
    isNotifying = false;
  }

  /// Whether what is written is given to the session that the state has.
  boolean isGoingOn() {
    return isGoingOn;
  }

  /// Before and after it there are moments enough.
  private void notifyGuest() {
    page.isNotified = true;
  }

  /// The page is not mapped any more.
  void unmap() {
    isMapped = false;
  }

  private void checkMapped() {
    Oracles.check(isMapped, "mapping: the page of domain " + peer.domid() + " is not mapped");
  }

  @Override
  public boolean resume(long consumed, long published, long end, int features) {
    checkMapped();
    if (page.isLying && !isSound(consumed, published, end)) return false;
    written = published + Integer.toUnsignedLong(page.responseProducer - (int) published);
    Oracles.check(written <= end, "recovery: more was published than is known to be said");
    isGoingOn = true;
    oracles.resumed(peer.domid(), written);
    consumed(consumed);
    // Whoever died before this process may have died just before it notified.
    if (isNotifying) notifyGuest();
    return true;
  }

  private boolean isSound(long consumed, long published, long end) {
    int given = page.responseProducer - (int) published;
    return given >= 0
        && given <= end - published
        && isFilling(page.requestProducer - (int) consumed)
        && isFilling(page.responseProducer - page.responseConsumer);
  }

  private static boolean isFilling(int count) {
    return count >= 0 && count <= Page.SIZE;
  }

  @Override
  public boolean wantsReset() {
    checkMapped();
    return page.connection == 1;
  }

  @Override
  public void reset(int features) {
    checkMapped();
    oracles.renewing(peer.domid());
    Oracles.check(!page.isInUse, "reset: of a ring that is in use");
    fate.step(() -> page.requestConsumer = 0);
    fate.step(() -> page.requestProducer = 0);
    fate.step(() -> page.responseConsumer = 0);
    fate.step(() -> page.responseProducer = 0);
    fate.step(() -> page.features = features);
    fate.step(() -> page.error = 0);
    written = 0;
    isGoingOn = true;
  }

  @Override
  public void opened() {
    checkMapped();
    oracles.opening(peer.domid());
    fate.step(() -> page.connection = 0);
    notifyGuest();
  }

  @Override
  public void stop(int error) {
    checkMapped();
    isGoingOn = false;
    fate.step(() -> page.error = error);
    notifyGuest();
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public int read(long position, ByteBuffer into) {
    checkMapped();
    int there = page.requestProducer - (int) position;
    if (page.isLying && !isFilling(there)) return BROKEN;
    Oracles.check(there >= 0 && there <= Page.SIZE, "recovery: input was let go of too early");
    int count = Math.min(there, into.remaining());
    for (int i = 0; i < count; i++) into.put(page.requests[Page.at((int) position + i)]);
    return count;
  }

  @Override
  public void again() {
    again.run();
  }

  @Override
  public void consumed(long position) {
    checkMapped();
    if (page.requestConsumer == (int) position) return;
    oracles.consuming(peer.domid(), position);
    int moved = (int) position - page.requestConsumer;
    Oracles.check(moved > 0 && moved <= Page.SIZE, "cursors: req_cons moved by " + moved);
    fate.step(() -> page.requestConsumer = (int) position);
    notifyGuest();
    if (page.requestProducer != page.requestConsumer) again.run();
  }

  @Override
  public long written() {
    return written;
  }

  @Override
  public long write(long position, ByteBuffer bytes) {
    checkMapped();
    bytes.position(bytes.position() + (int) (written - position));
    // The guest may make room while it is written to, and tells nobody unless the ring was full.
    while (bytes.hasRemaining() && room() > 0) write(bytes, Math.min(bytes.remaining(), room()));
    return written;
  }

  private int room() {
    return Page.SIZE - (page.responseProducer - page.responseConsumer);
  }

  private void write(ByteBuffer bytes, int count) {
    fate.moment();
    for (int i = 0; i < count; i++) {
      if (i == count / 2) fate.moment();
      page.responses[Page.at((int) written + i)] = bytes.get();
    }
    fate.moment();
    oracles.publishing(peer.domid(), page, written, count);
    fate.step(() -> page.responseProducer = (int) written + count);
    written += count;
    notifyGuest();
  }

  @Override
  public void close() {
    throw new AssertionError("liveness: the server closed a ring");
  }
}
