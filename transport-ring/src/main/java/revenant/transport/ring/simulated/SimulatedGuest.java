package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import revenant.transport.ring.hypervisor.Page;

/// The kernel of a domain on a [SimulatedHost], as far as the store is concerned. It is as patient
/// as a real one: when there is nothing to do it sleeps until it is notified, without a time limit.
/// It believes nothing: a stream of packets that does not parse, a reply to what was not asked, or
/// out of order, is an [IllegalStateException]. When its domain is gone, or it was closed, every
/// call is an [IOException].
///
/// One thread at a time, but for [#close]. Of each domain one at a time.
public final class SimulatedGuest implements AutoCloseable {
  private final GuestRing ring;
  private final ArrayDeque<ByteBuffer> unsent = new ArrayDeque<>();
  private final ArrayDeque<Packet> replies = new ArrayDeque<>();
  private final ArrayDeque<Packet> events = new ArrayDeque<>();
  private final Arrivals arrivals = new Arrivals();
  private int lastId;
  private int gulp = Integer.MAX_VALUE;

  /// A word of the page.
  public enum Word {
    /// How much input the server has taken.
    REQ_CONS(Page.REQ_CONS),
    /// How much input there has been.
    REQ_PROD(Page.REQ_PROD),
    /// How much output the guest has taken.
    RSP_CONS(Page.RSP_CONS),
    /// How much output there has been.
    RSP_PROD(Page.RSP_PROD),
    /// What the server offers.
    FEATURES(Page.FEATURES),
    /// 1 to ask for a fresh connection.
    CONNECTION(Page.CONNECTION),
    /// Why the server does not go on.
    ERROR(Page.ERROR),
    /// The event channel to use, if not 0.
    EVENT_CHANNEL(Page.EVENT_CHANNEL);

    private final int place;

    Word(int place) {
      this.place = place;
    }
  }

  private SimulatedGuest(GuestRing ring) {
    this.ring = ring;
  }

  /// Plays a domain that exists. What is in the ring stays there.
  ///
  /// @param host its folder
  public static SimulatedGuest open(Path host, int domid) throws IOException {
    return new SimulatedGuest(new GuestRing(SimulatedHost.open(host), domid));
  }

  /// From now on its event channel is another one of the domain's, as on a kernel that was
  /// restored.
  public void use(int port) {
    ring.use(port);
  }

  /// Asks for a fresh connection and waits for it. Whatever was under way is forgotten.
  public void reconnect() throws IOException {
    set(Word.CONNECTION, 1);
    ring.signal();
    while (get(Word.CONNECTION) != 0) ring.await();
    forget();
  }

  /// Forgets whatever is under way, as a kernel does that boots, or finds itself on another host.
  public void forget() throws IOException {
    unsent.clear();
    replies.clear();
    events.clear();
    arrivals.forget();
    set(Word.RSP_CONS, get(Word.RSP_PROD));
  }

  /// Sends a request as far as there is room, its head first, as kernels do; the rest goes while
  /// something else is waited for.
  ///
  /// @return its id
  public int post(int type, int transaction, byte[] payload) throws IOException {
    Packet packet = new Packet(type, ++lastId, transaction, payload);
    arrivals.expect(packet.requestId());
    byte[] bytes = packet.bytes();
    unsent.add(ByteBuffer.wrap(bytes, 0, Packet.HEADER));
    if (payload.length > 0) unsent.add(ByteBuffer.wrap(bytes, Packet.HEADER, payload.length));
    begin();
    return packet.requestId();
  }

  /// Sends bytes, which may be anything.
  public void postRaw(byte[] bytes) throws IOException {
    unsent.add(ByteBuffer.wrap(bytes));
    begin();
  }

  private void begin() throws IOException {
    ring.awaitRunning();
    push();
  }

  /// Waits until everything is in the ring.
  public void flush() throws IOException {
    while (!unsent.isEmpty()) step();
  }

  /// The next reply.
  public Packet reply() throws IOException {
    return next(replies);
  }

  /// The next event of a watch.
  public Packet event() throws IOException {
    return next(events);
  }

  /// Whether there is an event; does not wait.
  public boolean hasEvent() throws IOException {
    while (work()) {}
    return !events.isEmpty();
  }

  /// Sends a request and waits for the reply to it, after those to all before.
  public Packet ask(int type, int transaction, byte[] payload) throws IOException {
    int id = post(type, transaction, payload);
    Packet reply = reply();
    while (reply.requestId() != id) reply = reply();
    return reply;
  }

  /// How many requests are not answered.
  public int unanswered() {
    return arrivals.unanswered();
  }

  /// From now on it takes at most that many bytes of output at once; none if it is 0.
  public void gulp(int bytes) {
    gulp = bytes;
  }

  /// A word of the page.
  public int get(Word word) {
    return ring.page().load(word.place);
  }

  /// Sets a word of the page, to anything.
  public void set(Word word, int value) {
    ring.page().store(word.place, value);
  }

  /// Notifies the server.
  public void signal() throws IOException {
    ring.signal();
  }

  /// Sleeps until it is notified.
  public void await() throws IOException {
    ring.await();
  }

  /// Whether it was notified since it slept or was asked last; does not wait.
  public boolean takeNotification() {
    return ring.takeNotification();
  }

  /// Plays the domain no more; for any thread.
  @Override
  public void close() {
    ring.close();
  }

  private Packet next(ArrayDeque<Packet> queue) throws IOException {
    @Nullable Packet next = queue.poll();
    for (; next == null; next = queue.poll()) step();
    return next;
  }

  private void step() throws IOException {
    if (!work()) ring.await();
  }

  /// Moves what can be moved now, in both directions.
  private boolean work() throws IOException {
    ring.awaitRunning();
    boolean hasPushed = push();
    return pull() || hasPushed;
  }

  private boolean push() throws IOException {
    boolean hasMoved = false;
    for (ByteBuffer head = unsent.peek(); head != null; head = unsent.peek()) {
      hasMoved |= ring.push(head);
      if (head.hasRemaining()) break;
      unsent.remove();
    }
    return hasMoved;
  }

  private boolean pull() throws IOException {
    if (!ring.pull(arrivals.room(gulp))) return false;
    arrivals.arrived();
    for (Packet packet = arrivals.next(); packet != null; packet = arrivals.next()) {
      (packet.type() == Packet.EVENT ? events : replies).add(packet);
    }
    return true;
  }
}
