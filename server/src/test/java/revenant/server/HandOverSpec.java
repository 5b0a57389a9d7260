package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.server.engine.Limits;
import revenant.server.setup.AckMode;
import revenant.server.setup.ServerOptions;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// Whoever finds the state owned leaves its links to the owner, and none of them is forgotten.
@Timeout(60)
final class HandOverSpec {
  private static final long JOIN_MILLIS = 10_000;

  /// A client that sent one request, and what else happens while it is served.
  private static final class Line implements Link {
    private final byte[] request = Packet.bytes(RequestType.READ, 7, 0, "/tool", true);
    private final Runnable whenRead;
    private final Runnable whenDone;
    private volatile long written;
    private volatile boolean isAgain;

    Line() {
      this(() -> {}, () -> {});
    }

    Line(Runnable whenRead, Runnable whenDone) {
      this.whenRead = whenRead;
      this.whenDone = whenDone;
    }

    boolean isAnswered() {
      return written > 0;
    }

    @Override
    public Peer peer() {
      return new Peer(0, true, false, "line");
    }

    @Override
    public int read(long position, ByteBuffer into) {
      int count = Math.min(request.length - (int) position, into.remaining());
      into.put(request, (int) position, count);
      if (position == 0) whenRead.run();
      return count;
    }

    @Override
    public void again() {
      isAgain = true;
    }

    @Override
    public void consumed(long position) {
      whenDone.run();
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public long write(long position, ByteBuffer bytes) {
      written = position + bytes.remaining();
      bytes.position(bytes.limit());
      return written;
    }

    @Override
    public void close() {}
  }

  /// A client that has always sent more than a turn takes.
  private static final class Endless implements Link {
    private final byte[] request = Packet.bytes(RequestType.READ, 7, 0, "/tool", true);
    private long written;
    private int handedBack;

    @Override
    public Peer peer() {
      return new Peer(0, true, false, "endless");
    }

    @Override
    public int read(long position, ByteBuffer into) {
      int before = into.position();
      while (into.remaining() >= request.length) into.put(request);
      return into.position() - before;
    }

    @Override
    public void again() {
      handedBack++;
    }

    @Override
    public void consumed(long position) {}

    @Override
    public long written() {
      return written;
    }

    @Override
    public long write(long position, ByteBuffer bytes) {
      written = position + bytes.remaining();
      bytes.position(bytes.limit());
      return written;
    }

    @Override
    public void close() {}
  }

  private static final StoreProvider NO_STORE =
      new StoreProvider() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public Store open(Path folder, StoreOptions options) throws IOException {
          throw new IOException("there is none");
        }
      };

  private final List<Throwable> fatal = new ArrayList<>();
  private volatile Runnable whileOwned = () -> {};
  private Server server;

  @BeforeEach
  void start() throws IOException {
    ServerOptions options =
        new ServerOptions(
            Path.of("nowhere"),
            "none",
            StoreOptions.DEFAULT,
            AckMode.NONE,
            false,
            false,
            Optional.empty(),
            Limits.STANDARD,
            Duration.ofSeconds(20),
            false,
            List.of(),
            Optional.of(Path.of("/nowhere/that/can/be/written")),
            () -> whileOwned.run());
    server =
        Server.start(
            options, NO_STORE, name -> NO_STORE, List::of, line -> whileOwned.run(), fatal::add);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    assertThat(fatal).isEmpty();
  }

  /// Another transport's thread finds `line` ready, and has left when this returns.
  private void elsewhere(Line line) {
    join(Thread.ofPlatform().start(() -> server.ready(List.of(line))));
  }

  private static void join(Thread thread) {
    try {
      assertThat(thread.join(Duration.ofMillis(JOIN_MILLIS))).as("did not wait").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_link_that_is_ready_while_another_is_served_is_served_by_the_owner() {
    Line left = new Line();
    Line served = new Line(() -> elsewhere(left), () -> {});
    server.ready(List.of(served));
    assertThat(served.isAnswered()).isTrue();
    assertThat(left.isAnswered()).isTrue();
  }

  @Test
  void so_is_one_that_is_ready_when_the_turn_is_over_but_for_giving_the_state_up() {
    Line left = new Line();
    Line served = new Line(() -> {}, () -> elsewhere(left));
    server.ready(List.of(served));
    assertThat(left.isAnswered()).isTrue();
  }

  @Test
  void one_that_is_left_after_the_owner_looked_is_served_by_who_left_it() {
    Line left = new Line();
    CountDownLatch isLeaving = new CountDownLatch(1);
    CountDownLatch ownerIsGone = new CountDownLatch(1);
    List<Link> slow =
        new AbstractList<>() {
          @Override
          public Link get(int index) {
            return left;
          }

          @Override
          public int size() {
            return 1;
          }

          @Override
          public Iterator<Link> iterator() {
            isLeaving.countDown();
            HandOverSpec.await(ownerIsGone);
            return List.<Link>of(left).iterator();
          }
        };
    Thread other = Thread.ofPlatform().unstarted(() -> server.ready(slow));
    Line served =
        new Line(
            () -> {
              other.start();
              await(isLeaving);
            },
            () -> {});
    server.ready(List.of(served));
    assertThat(left.isAnswered()).isFalse();
    ownerIsGone.countDown();
    join(other);
    assertThat(left.isAnswered()).isTrue();
  }

  @Test
  void one_that_is_left_while_logs_are_reopened_is_served_then() {
    Line left = new Line();
    leaveOnce(left);
    server.reopenLogs();
    assertThat(left.isAnswered()).isTrue();
  }

  @Test
  void one_that_is_left_during_a_heartbeat_is_served_then() {
    Line left = new Line();
    leaveOnce(left);
    server.beat();
    assertThat(left.isAnswered()).isTrue();
  }

  @Test
  void whoever_owns_the_state_has_the_heart_beat_for_who_finds_it_owned() {
    CountDownLatch hasBeaten = new CountDownLatch(1);
    whileOwned = hasBeaten::countDown;
    server.ready(List.of(new Line(() -> join(Thread.ofPlatform().start(server::beat)), () -> {})));
    assertThat(hasBeaten.getCount()).isZero();
  }

  /// Its thread has others to look for.
  @Test
  void a_client_that_never_rests_is_given_a_turn_at_a_time() {
    Endless endless = new Endless();
    join(Thread.ofPlatform().start(() -> server.ready(List.of(endless))));
    assertThat(endless.handedBack).isEqualTo(1);
    assertThat(endless.written).isPositive();
  }

  @Test
  void links_that_others_leave_again_and_again_are_given_back_to_them() {
    Line[] restless = new Line[1];
    restless[0] = new Line(() -> {}, () -> elsewhere(restless[0]));
    join(Thread.ofPlatform().start(() -> server.ready(List.of(restless[0]))));
    assertThat(restless[0].isAgain).isTrue();
  }

  private void leaveOnce(Line left) {
    whileOwned =
        () -> {
          whileOwned = () -> {};
          elsewhere(left);
        };
  }

  @Test
  void many_threads_leave_none_behind() {
    List<Line> lines = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      List<Line> own = new ArrayList<>();
      for (int j = 0; j < 500; j++) own.add(new Line());
      lines.addAll(own);
      threads.add(
          Thread.ofPlatform().start(() -> own.forEach(line -> server.ready(List.of(line)))));
    }
    threads.forEach(HandOverSpec::join);
    assertThat(lines).allMatch(Line::isAnswered);
  }
}
