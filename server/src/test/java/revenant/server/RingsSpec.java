package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.api.transport.Service;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.server.engine.Change;
import revenant.server.engine.Domain;
import revenant.server.engine.Effect;
import revenant.server.engine.Limits;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.simulation.QuietLedger;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// What is done with the rings of domains, in which order.
final class RingsSpec {
  private static final int CONTROL_PORT = 5;

  /// A ring that takes down what is done with it.
  private final class Ring implements Link {
    private final int domid;
    private byte[] input = {};
    private boolean isBroken;
    private boolean isAsking;
    private boolean isSound = true;
    private long written;
    private long consumed;

    Ring(int domid) {
      this.domid = domid;
    }

    private void note(String what) {
      deeds.add(domid + " " + what);
    }

    @Override
    public Peer peer() {
      return new Peer(domid, domid == 0, true, "domain " + domid);
    }

    @Override
    public int read(long position, ByteBuffer into) {
      if (isBroken) return BROKEN;
      int count = Math.min(into.remaining(), Math.max(0, input.length - (int) position));
      into.put(input, (int) Math.min(position, input.length), count);
      return count;
    }

    @Override
    public void again() {
      ready.add(this);
    }

    @Override
    public void consumed(long position) {
      consumed = position;
    }

    @Override
    public long written() {
      return written;
    }

    @Override
    public long write(long position, ByteBuffer bytes) {
      written = position + bytes.remaining();
      note("written to");
      return written;
    }

    @Override
    public boolean resume(long consumed, long published, long end, int features) {
      note("goes on");
      return isSound;
    }

    @Override
    public boolean wantsReset() {
      return isAsking;
    }

    @Override
    public void reset(int features) {
      note("reset");
      input = new byte[0];
      written = 0;
    }

    @Override
    public void opened() {
      note("opened");
      isAsking = false;
    }

    @Override
    public void stop(int error) {
      note("stopped " + error);
    }

    @Override
    public void close() {
      note("closed");
    }
  }

  /// Domains, and their rings.
  private final class Host implements DomainTransport {
    private final Map<Integer, Ring> rings = new HashMap<>();
    private final Map<Integer, DomainStatus> alive = new HashMap<>();
    private @Nullable String refusal;

    private Ring runs(int domid) {
      alive.put(domid, new DomainStatus("life " + domid, false, false));
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
      return Optional.ofNullable(alive.get(domid));
    }

    @Override
    public Optional<Integer> controlPort() {
      return Optional.of(CONTROL_PORT);
    }

    @Override
    public Connection connect(int domid, int port) {
      deeds.add(domid + " connected");
      if (refusal != null && domid != 0) return new Connection.Refused(refusal);
      return new Connection.Made(rings.computeIfAbsent(domid, Ring::new), port);
    }

    @Override
    public void fail(int domid, int error) {
      deeds.add(domid + " failed " + error);
    }

    @Override
    public void disconnect(int domid) {
      deeds.add(domid + " disconnected");
    }

    @Override
    public void close() {}
  }

  /// Takes down what is recorded.
  private final class Records extends QuietLedger {
    private long hopeless = -1;
    private long executing;
    private @Nullable String deadly;

    @Override
    public void executing(long session, long position) {
      executing = session;
    }

    @Override
    public boolean isDeadly(long session, long position) {
      return session == hopeless;
    }

    @Override
    public boolean isHopeless(long session, long position) {
      return session == hopeless;
    }

    @Override
    public String giveUp(Bytes packet) {
      deeds.add("kept " + packet.from(Packet.HEADER).text().trim());
      return "kept";
    }

    @Override
    public void append(List<Entry> entries, State after) {
      for (Entry entry : entries) {
        if (entry.origin().what().toString().equals(deadly))
          throw new IllegalStateException(deadly);
        for (Change change : entry.changes()) {
          if (change instanceof Change.DomainSet || change instanceof Change.DomainGone)
            deeds.add("recorded " + entry.origin().what());
        }
      }
    }
  }

  private final Set<Ring> ready = new LinkedHashSet<>();
  private final List<String> deeds = new ArrayList<>();
  private final Host host = new Host();
  private final Records records = new Records();
  private final List<String> log = new ArrayList<>();
  private Loop loop = loop(State.initial(Limits.STANDARD));

  RingsSpec() {
    host.runs(0);
    look();
    deeds.clear();
  }

  private Loop loop(State state) {
    return new Loop(
        state,
        records,
        new Rings(host),
        InstantSource.system(),
        false,
        new Trace(Optional.empty(), line -> {}),
        effect -> {
          if (effect instanceof Effect.Print(String text)) log.add(text);
        });
  }

  private void look() {
    loop.look();
    serve();
  }

  private void serve(Ring... links) {
    loop.run(List.of(links));
    while (!ready.isEmpty()) {
      List<Ring> again = List.copyOf(ready);
      ready.clear();
      loop.run(again);
    }
  }

  private void introduce(int domid) {
    asks(RequestType.INTRODUCE, domid + "\0001\0007");
  }

  /// The control domain does, by its ring.
  private void asks(RequestType type, String payload) {
    Ring control = host.runs(0);
    byte[] request = Packet.bytes(type, 1, 0, payload, true);
    int start = (int) loop.state().session(0).consumed();
    byte[] input = new byte[start + request.length];
    System.arraycopy(request, 0, input, start, request.length);
    control.input = input;
    serve(control);
  }

  private Ring introduced(int domid) {
    Ring ring = host.runs(domid);
    introduce(domid);
    deeds.clear();
    return ring;
  }

  private void restart() {
    loop = loop(loop.state().afterCrash());
    look();
  }

  private void sends(Ring ring, byte[] input) {
    ring.input = input;
    serve(ring);
  }

  @Test
  void an_introduction_is_recorded_then_done_then_recorded_then_told() {
    host.runs(3);
    introduce(3);
    assertThat(deeds)
        .containsExactly(
            "3 connected",
            "recorded INTRODUCE 3",
            "3 reset",
            "recorded ",
            "3 opened",
            "0 written to");
  }

  @Test
  void an_introduction_that_fails_leaves_nothing() {
    host.runs(3);
    host.refusal = "EINVAL";
    introduce(3);
    assertThat(deeds).containsExactly("3 connected", "0 written to");
    assertThat(loop.state().domain(3).isIntroduced()).isFalse();
  }

  @Test
  void a_ring_goes_on_after_a_start_and_is_not_reset() {
    introduced(3);
    restart();
    assertThat(deeds).containsExactly("0 connected", "0 goes on", "3 connected", "3 goes on");
  }

  @Test
  void a_guest_that_asks_for_it_has_a_fresh_connection() {
    Ring ring = introduced(3);
    ring.isAsking = true;
    serve(ring);
    assertThat(deeds)
        .containsExactly("recorded domain 3 reconnected", "3 reset", "recorded ", "3 opened");
  }

  @Test
  void so_it_has_if_it_asked_before_the_start() {
    introduced(3).isAsking = true;
    restart();
    assertThat(deeds)
        .endsWith(
            "3 connected", "recorded domain 3 reconnected", "3 reset", "recorded ", "3 opened");
  }

  @Test
  void a_guest_that_was_not_offered_it_asks_in_vain() {
    Ring ring = host.runs(3);
    loop = loop(loop.state().with(new Change.DomainSet(withoutReconnection())));
    look();
    introduce(3);
    deeds.clear();
    ring.isAsking = true;
    serve(ring);
    assertThat(deeds).isEmpty();
  }

  private Domain withoutReconnection() {
    Domain known = Domain.unknown(3);
    return new Domain(
        3, "life 3", known.port(), false, known.target(), 2, known.limits(), false, 0);
  }

  /// A kernel writes the head of a packet first, and notifies nobody of the rest if the head is
  /// still in the ring.
  @Test
  void the_beginning_of_a_packet_is_taken_at_once() {
    Ring ring = introduced(3);
    byte[] request = Packet.bytes(RequestType.READ, 1, 0, "domid", true);
    sends(ring, Arrays.copyOf(request, Packet.HEADER));
    assertThat(ring.consumed).isEqualTo(Packet.HEADER);
    sends(ring, request);
    assertThat(ring.consumed).isEqualTo(request.length);
    assertThat(deeds).containsExactly("3 written to");
  }

  @Test
  void indices_that_make_no_sense_stop_the_connection_and_leave_the_domain() {
    Ring ring = introduced(3);
    ring.isBroken = true;
    serve(ring);
    assertThat(deeds).containsExactly("recorded domain 3 stopped, error 2", "3 stopped 2");
    assertThat(loop.state().domain(3).isIntroduced()).isTrue();
    assertThat(log).containsExactly("the ring of domain 3 is stopped: its indices make no sense");
  }

  @Test
  void so_do_they_after_a_start() {
    introduced(3).isSound = false;
    restart();
    assertThat(deeds).endsWith("recorded domain 3 stopped, error 2", "3 stopped 2");
  }

  @Test
  void a_packet_that_is_too_long_stops_the_connection() {
    byte[] header = Packet.bytes(RequestType.READ, 1, 0, "", false);
    header[Packet.HEADER - 3] = 0x7f;
    sends(introduced(3), header);
    assertThat(deeds).containsExactly("recorded domain 3 stopped, error 3", "3 stopped 3");
  }

  @Test
  void a_stopped_connection_is_stopped_after_a_start_too_until_the_guest_asks() {
    Ring ring = introduced(3);
    ring.isBroken = true;
    serve(ring);
    restart();
    assertThat(deeds).endsWith("3 connected", "3 stopped 2");
    ring.isBroken = false;
    ring.isAsking = true;
    serve(ring);
    assertThat(deeds).endsWith("3 reset", "recorded ", "3 opened");
    assertThat(loop.state().domain(3).error()).isZero();
  }

  @Test
  void a_domain_that_cannot_be_connected_to_after_a_start_stays_known() {
    introduced(3);
    host.refusal = "EINVAL";
    restart();
    assertThat(deeds).endsWith("3 connected", "recorded domain 3 stopped, error 1", "3 failed 1");
    assertThat(log).containsExactly("cannot connect to domain 3: EINVAL");
    host.refusal = null;
    look();
    assertThat(deeds).endsWith("3 connected", "3 stopped 1");
  }

  @Test
  void who_kills_the_server_even_when_refused_is_stopped_and_what_it_sent_is_kept() {
    Ring ring = introduced(3);
    records.hopeless = 3;
    sends(ring, Packet.bytes(RequestType.READ, 1, 0, "/poison", true));
    assertThat(deeds)
        .containsExactly("recorded domain 3 stopped, error 1", "kept /poison", "3 stopped 1");
  }

  @Test
  void nobody_is_suspected_of_a_request_whose_record_kills_but_who_made_it() {
    Ring deadly = introduced(3);
    Ring harmless = introduced(4);
    List<Ring> twoAndAsManySilent = List.of(deadly, harmless, introduced(5), introduced(6));
    asks(RequestType.SET_PERMS, "/\0b0");
    deadly.input = Packet.bytes(RequestType.WRITE, 1, 0, "/poison\0", true);
    harmless.input = Packet.bytes(RequestType.READ, 1, 0, "/a", true);
    records.deadly = "WRITE /poison";
    State recorded = loop.state();
    assertThatThrownBy(() -> loop.run(twoAndAsManySilent)).hasMessage(records.deadly);
    assertThat(records.executing).isEqualTo(4);
    loop = loop(recorded.afterCrash());
    assertThatThrownBy(this::look).hasMessage(records.deadly);
    assertThat(records.executing).isEqualTo(3);
  }

  @Test
  void the_control_domain_is_only_ever_refused() {
    records.hopeless = 0;
    sends(host.runs(0), Packet.bytes(RequestType.READ, 1, 0, "/poison", true));
    assertThat(deeds).containsExactly("0 written to");
    assertThat(log)
        .containsExactly("domain 0: a request that the server died on twice is answered EIO");
  }

  @Test
  void who_is_only_named_in_permissions_is_missed_too() {
    host.runs(3);
    asks(RequestType.WRITE, "/a");
    asks(RequestType.SET_PERMS, "/a\0n0\0r3");
    assertThat(permissions("/a")).isEqualTo("n0 r3");
    host.alive.remove(3);
    restart();
    assertThat(permissions("/a")).isEqualTo("n0");
  }

  private String permissions(String path) {
    Node node = Objects.requireNonNull(loop.state().tree().get(NodePath.of(path)));
    return node.permissions().toString();
  }

  @Test
  void the_dead_are_disconnected_at_once() {
    introduced(3);
    host.alive.remove(3);
    look();
    assertThat(deeds).startsWith("3 disconnected", "recorded domain 3 died");
    deeds.clear();
    look();
    assertThat(deeds).isEmpty();
  }
}
