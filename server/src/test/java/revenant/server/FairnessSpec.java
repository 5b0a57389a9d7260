package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.api.transport.Service;
import revenant.server.engine.Limits;
import revenant.server.engine.Quota;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.simulation.QuietLedger;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// One guest that does what it should not keeps nobody else waiting. Time is counted in turns, of
/// which each takes so many requests of a client and no more.
final class FairnessSpec {
  private static final int MANY = 1000;
  private static final int OUTSTANDING = 20;
  private static final int REQUESTS_MAX = 64;
  private static final int REQUESTS_ALONE = 8;
  private static final int MEMORY = 100_000;
  private static final int BACKLOG = 1 << 20;

  /// A ring with room for any amount of input, whose domain reads all of its output, or none.
  private final class Ring implements Link {
    private final int domid;
    private final ByteArrayOutputStream input = new ByteArrayOutputStream();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private boolean isReading = true;

    Ring(int domid) {
      this.domid = domid;
    }

    @Override
    public Peer peer() {
      return new Peer(domid, domid == 0, true, "domain " + domid);
    }

    @Override
    public int read(long position, ByteBuffer into) {
      order.add("looked at " + domid);
      int count = Math.min(into.remaining(), input.size() - (int) position);
      into.put(input.toByteArray(), (int) position, count);
      return count;
    }

    @Override
    public void again() {
      ready.add(this);
    }

    @Override
    public void consumed(long position) {}

    @Override
    public long written() {
      return output.size();
    }

    @Override
    public long write(long position, ByteBuffer bytes) {
      byte[] all = new byte[bytes.remaining()];
      bytes.get(all);
      order.add("answered " + domid);
      if (isReading) output.writeBytes(all);
      return output.size();
    }

    @Override
    public boolean resume(long consumed, long published, long end, int features) {
      return true;
    }

    @Override
    public void reset(int features) {
      input.reset();
      output.reset();
    }

    @Override
    public void stop(int error) {
      throw new AssertionError("stopped with error " + error);
    }

    @Override
    public void close() {}

    /// Its domain asks, and says so.
    private void asks(RequestType type, String payload) {
      input.writeBytes(Packet.bytes(type, 1, 0, payload, false));
      ready.add(this);
    }

    /// How many packets of this type it was given.
    private int given(RequestType type) {
      ByteBuffer left = ByteBuffer.wrap(output.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
      int count = 0;
      while (left.hasRemaining()) if (Packet.take(left).type() == type.number()) count++;
      return count;
    }

    private int looks() {
      return Collections.frequency(order, "looked at " + domid);
    }

    private Session session() {
      return loop.state().session(domid);
    }
  }

  private final class Host implements DomainTransport {
    private final Map<Integer, Ring> rings = new HashMap<>();

    private Ring ring(int domid) {
      return rings.computeIfAbsent(domid, Ring::new);
    }

    @Override
    public void start(Service service) {}

    @Override
    public String describe() {
      return "rings";
    }

    @Override
    public Optional<DomainStatus> status(int domid) {
      return Optional.of(new DomainStatus("life " + domid, false, false));
    }

    @Override
    public Optional<Integer> controlPort() {
      return Optional.of(1);
    }

    @Override
    public Connection connect(int domid, int port) {
      return new Connection.Made(ring(domid), port);
    }

    @Override
    public void fail(int domid, int error) {}

    @Override
    public void disconnect(int domid) {}

    @Override
    public void close() {}
  }

  private final class Records extends QuietLedger {
    @Override
    public void append(List<Entry> entries, State after) {
      records++;
    }
  }

  private final Set<Ring> ready = new LinkedHashSet<>();
  private final List<String> order = new ArrayList<>();
  private final Host host = new Host();
  private int records;
  private Loop loop =
      new Loop(
          State.initial(Limits.STANDARD.with(Quota.MEMORY, MEMORY)),
          new Records(),
          new Rings(host),
          InstantSource.system(),
          false,
          new Trace(Optional.empty(), line -> {}),
          effect -> {});

  private Ring control;
  private Ring unfair;
  private Ring guest;

  @BeforeEach
  void begin() {
    loop.look();
    control = host.ring(0);
    unfair = introduced(3);
    guest = introduced(4);
  }

  private Ring introduced(int domid) {
    control.asks(RequestType.INTRODUCE, domid + "\0001\0007\000");
    rest();
    String home = "/local/domain/" + domid;
    control.asks(RequestType.WRITE, home + "\0");
    control.asks(RequestType.SET_PERMS, home + "\0b" + domid + "\0");
    rest();
    return host.ring(domid);
  }

  /// Serves whoever is ready, once; answers who that was.
  private Set<Ring> turn() {
    Set<Ring> served = new LinkedHashSet<>(ready);
    ready.clear();
    loop.run(List.copyOf(served));
    return served;
  }

  private void rest() {
    while (!ready.isEmpty()) turn();
  }

  /// A single request is answered in the turn that follows it.
  private void assertAnsweredAtOnce(Ring who) {
    int before = who.given(RequestType.READ) + who.given(RequestType.ERROR);
    who.asks(RequestType.READ, "nothing\0");
    turn();
    assertThat(who.given(RequestType.READ) + who.given(RequestType.ERROR)).isEqualTo(before + 1);
  }

  @Test
  void a_turn_takes_no_more_of_a_guest_than_it_may_have_outstanding() {
    for (int i = 0; i < MANY; i++) unfair.asks(RequestType.READ, "nothing\0");
    for (int i = 1; i * OUTSTANDING <= MANY; i++) {
      assertAnsweredAtOnce(guest);
      assertThat(unfair.given(RequestType.ERROR)).isLessThanOrEqualTo(i * OUTSTANDING);
    }
    rest();
    assertThat(unfair.given(RequestType.ERROR)).isEqualTo(MANY);
  }

  @Test
  void nor_of_the_control_domain_than_a_turn_has() {
    for (int i = 0; i < MANY; i++) control.asks(RequestType.READ, "nothing\0");
    for (int i = 1; i * REQUESTS_MAX < MANY; i++) {
      assertAnsweredAtOnce(guest);
      assertThat(control.given(RequestType.ERROR)).isEqualTo(i * REQUESTS_MAX);
    }
  }

  @Test
  void who_is_alone_is_answered_some_while_the_rest_is_executed() {
    for (int i = 0; i < MANY; i++) control.asks(RequestType.READ, "nothing\0");
    for (int i = 1; i * REQUESTS_ALONE < MANY; i++) {
      turn();
      assertThat(control.given(RequestType.ERROR)).isEqualTo(i * REQUESTS_ALONE);
    }
  }

  @Test
  void half_of_those_who_ask_are_answered_before_the_others_are_looked_at() {
    for (Ring ring : List.of(control, unfair, guest)) ring.asks(RequestType.READ, "nothing\0");
    order.clear();
    turn();
    assertThat(order)
        .containsExactly(
            "looked at 0", "looked at 3", "answered 0", "answered 3", "looked at 4", "answered 4");
  }

  @Test
  void whoever_reads_nothing_is_not_looked_at_and_takes_no_memory() {
    unfair.isReading = false;
    for (int i = 0; i < MANY; i++) unfair.asks(RequestType.READ, "/local/domain/3\0");
    rest();
    int looks = unfair.looks();
    long waiting = unfair.session().outbox().bytes();
    assertThat(unfair.session().outbox().packets().size()).isEqualTo(OUTSTANDING);
    for (int i = 0; i < 100; i++) assertAnsweredAtOnce(guest);
    assertThat(unfair.looks()).isEqualTo(looks);
    assertThat(unfair.session().outbox().bytes()).isEqualTo(waiting);
    unfair.isReading = true;
    unfair.again();
    rest();
    assertThat(unfair.given(RequestType.READ)).isEqualTo(MANY);
  }

  @Test
  void half_a_packet_costs_nobody_anything() {
    byte[] request = Packet.bytes(RequestType.WRITE, 1, 0, "a\0" + "x".repeat(MANY), false);
    for (int i = 0; i < request.length - 1; i++) {
      unfair.input.write(request[i]);
      unfair.again();
      assertAnsweredAtOnce(guest);
      assertThat(ready).isEmpty();
    }
    assertThat(unfair.session().partial().length()).isEqualTo(request.length - 1);
  }

  @Test
  void nor_does_a_notification_of_nothing() {
    unfair.again();
    rest();
    int before = records;
    for (int i = 0; i < MANY; i++) {
      unfair.again();
      assertThat(turn()).containsExactly(unfair);
    }
    assertThat(ready).isEmpty();
    assertThat(records).isEqualTo(before);
    unfair.again();
    assertAnsweredAtOnce(guest);
  }

  @Test
  void events_for_a_guest_that_does_not_read_take_no_more_than_its_memory() {
    guest.asks(RequestType.WATCH, "/local/domain/3\0token\0");
    rest();
    guest.isReading = false;
    for (int i = 0; i < 3 * MANY; i++) flood(i);
    rest();
    assertThat(guest.session().outbox().bytes()).isBetween(MEMORY / 2L, (long) MEMORY);
    assertThat(unfair.given(RequestType.RM)).isEqualTo(3 * MANY);
    assertAnsweredAtOnce(control);
  }

  /// A node that is told of by its own name, and leaves nothing.
  private void flood(int number) {
    String path = number + "-".repeat(200) + "\0";
    unfair.asks(RequestType.WRITE, path);
    unfair.asks(RequestType.RM, path);
  }

  @Test
  void whoever_has_the_control_domain_told_more_than_it_takes_waits_for_it() {
    control.asks(RequestType.WATCH, "/\0token\0");
    rest();
    control.isReading = false;
    for (int i = 0; i < 10 * MANY; i++) {
      flood(i);
      if (i % 10 == 0) rest();
    }
    assertThat(control.session().outbox().bytes()).isBetween((long) BACKLOG, BACKLOG + 10_000L);
    guest.asks(RequestType.READ, "nothing\0");
    rest();
    assertThat(guest.given(RequestType.ERROR)).isEqualTo(1);
    control.isReading = true;
    control.again();
    rest();
    assertThat(unfair.given(RequestType.RM)).isEqualTo(10 * MANY);
    assertThat(control.given(RequestType.WATCH_EVENT)).isGreaterThan(10 * MANY);
  }
}
