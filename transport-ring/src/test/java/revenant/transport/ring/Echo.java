package revenant.transport.ring;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Service;
import revenant.transport.ring.hypervisor.Page;

/// A service that sends packets back as they came. It knows what a crash leaves a server, and can
/// die between any two steps: then it does nothing more until it is [#revive]d.
final class Echo implements Service {
  static final int FEATURES = 15;

  /// How often it may die while it looks at a ring once.
  static final int STEPS = 4;

  private static final int OUTBOX_MAX = 8192;
  private static final int HEADER = 16;

  /// What happens once between reading a ring and letting go of what was read.
  final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  /// The domains that it was asked to look at.
  final Set<Integer> looked = ConcurrentHashMap.newKeySet();

  /// Of whom there is always more than it gets done at once.
  final Set<Integer> restless = ConcurrentHashMap.newKeySet();

  final Semaphore domainsChanged = new Semaphore(0);
  private final Map<Integer, Session> sessions = new HashMap<>();
  private volatile CountDownLatch death = new CountDownLatch(1);
  private int stepsLeft = Integer.MAX_VALUE;

  /// What survives a crash.
  @SuppressWarnings("ArrayRecordComponent")
  private record Session(long consumed, byte[] partial, long published, byte[] outbox) {
    static final Session NEW = new Session(0, new byte[0], 0, new byte[0]);

    Session plus(byte[] input) {
      byte[] all = joined(partial, input);
      int whole = whole(all);
      return new Session(
          consumed + input.length,
          Arrays.copyOfRange(all, whole, all.length),
          published,
          joined(outbox, Arrays.copyOf(all, whole)));
    }

    Session published(long position) {
      byte[] rest = Arrays.copyOfRange(outbox, (int) (position - published), outbox.length);
      return new Session(consumed, partial, position, rest);
    }

    private static int whole(byte[] bytes) {
      ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      int end = 0;
      while (end + HEADER <= bytes.length) {
        int next = end + HEADER + all.getInt(end + 12);
        if (next > bytes.length) break;
        end = next;
      }
      return end;
    }

    private static byte[] joined(byte[] first, byte[] second) {
      byte[] both = Arrays.copyOf(first, first.length + second.length);
      System.arraycopy(second, 0, both, first.length, second.length);
      return both;
    }
  }

  /// Connects a domain anew.
  synchronized Connection introduce(DomainTransport transport, int domid, int port) {
    Connection connection = transport.connect(domid, port);
    if (connection instanceof Connection.Made(Link link, _)) reset(link);
    return connection;
  }

  /// Goes on with the domains that the process before this one had.
  synchronized void revive(DomainTransport transport, int port) {
    stepsLeft = Integer.MAX_VALUE;
    death = new CountDownLatch(1);
    sessions.forEach((domid, session) -> {
      if (!(transport.connect(domid, port) instanceof Connection.Made(Link link, _))) {
        throw new AssertionError("domain " + domid + " is refused");
      }
      long end = session.published + session.outbox.length;
      if (!link.resume(session.consumed, session.published, end, FEATURES)) {
        throw new AssertionError("domain " + domid + " is not where it was");
      }
    });
  }

  /// Dies after that many steps.
  synchronized void dieAfter(int steps) {
    stepsLeft = steps;
  }

  void awaitDeath() throws InterruptedException {
    death.await();
  }

  boolean isDeadWithin(Duration patience) throws InterruptedException {
    return death.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void ready(List<? extends Link> links) {
    for (Link link : links) looked.add(link.peer().domid());
    links.forEach(this::serve);
  }

  @Override
  public void domainsChanged() {
    domainsChanged.release();
  }

  private void serve(Link link) {
    boolean isGone = link.read(session(link).consumed, ByteBuffer.allocate(0)) == Link.END;
    if (isGone) return;
    if (link.wantsReset()) reset(link);
    take(link);
    meanwhile.getAndSet(() -> {}).run();
    publish(link);
    if (restless.contains(link.peer().domid())) link.again();
  }

  private void reset(Link link) {
    if (isDead()) return;
    sessions.put(link.peer().domid(), Session.NEW);
    link.reset(FEATURES);
    link.opened();
  }

  private void take(Link link) {
    if (isDead()) return;
    Session session = session(link);
    if (session.outbox.length > OUTBOX_MAX) return;
    ByteBuffer input = ByteBuffer.allocate(Page.RING);
    int count = link.read(session.consumed, input);
    if (count == Link.BROKEN) link.stop(2);
    if (count <= 0) return;
    keep(link, session.plus(Arrays.copyOf(input.array(), count)));
  }

  private void publish(Link link) {
    if (isDead()) return;
    Session session = session(link);
    long written = link.write(session.published, ByteBuffer.wrap(session.outbox));
    if (isDead()) return;
    keep(link, session.published(written));
    if (isDead()) return;
    link.consumed(session.consumed);
  }

  private Session session(Link link) {
    return Objects.requireNonNull(sessions.get(link.peer().domid()));
  }

  private void keep(Link link, Session session) {
    sessions.put(link.peer().domid(), session);
  }

  private boolean isDead() {
    if (stepsLeft > 0) stepsLeft--;
    if (stepsLeft == 0) death.countDown();
    return stepsLeft == 0;
  }
}
