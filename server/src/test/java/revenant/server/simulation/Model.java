package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Engine;
import revenant.server.engine.Outbox;
import revenant.server.engine.Outcome;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// The server that never dies: it executes, one after the other, what the real one executed for
/// good. All it knows of a crash is that open transactions are doomed.
final class Model {
  private final Context context;
  private final Map<Long, Octets> said = new TreeMap<>();
  private final Map<Long, Long> starts = new HashMap<>();
  private final Map<Long, Set<Integer>> doomed = new HashMap<>();
  private final Serial serial = new Serial();
  private final List<Judge> judges = List.of(serial, new Numbers(), new Witness(), new Graves());
  private final LongConsumer onRenewal;
  private State state;

  Model(State initial, Context context) {
    this(initial, context, session -> {});
  }

  /// @param onRenewal told of a session before it begins anew
  Model(State initial, Context context, LongConsumer onRenewal) {
    this.state = initial;
    this.context = context;
    this.onRenewal = onRenewal;
    initial
        .sessions()
        .forEach((id, session) -> {
          said.put(id, new Octets());
          starts.put(id, session.outbox().end());
        });
  }

  State state() {
    return state;
  }

  /// All that the session was ever said.
  Octets said(long session) {
    Octets octets = said.get(session);
    if (octets == null) throw new IllegalStateException("no session " + session);
    return octets;
  }

  /// The stream position of the first octet of [#said].
  long start(long session) {
    return starts.getOrDefault(session, 0L);
  }

  void opened(long session, String name) {
    state = state.with(new Change.Opened(session, 0, true, false, name));
    said.put(session, new Octets());
  }

  void closed(long session) {
    state = state.with(new Change.Closed(session));
    for (Judge judge : judges) judge.renewed(session);
  }

  /// The client has been given everything before `position`.
  void given(long session, long position) {
    if (state.sessions().contains(session))
      state = state.with(new Change.Published(session, position));
  }

  /// The beginning of a packet was taken.
  void taken(Change.Fragment fragment) {
    state = state.with(fragment);
  }

  /// Whether it knows of the session.
  boolean knows(long session) {
    return said.containsKey(session);
  }

  /// Events waited for too long, when all before `published` was given: they were never said.
  void expired(Change.Expired expired, long published) {
    long session = expired.session();
    given(session, published);
    state = state.with(expired);
    Outbox rest = state.session(session).outbox();
    Octets all = said(session);
    all.cut((int) (rest.published() - start(session)));
    ByteBuffer waiting = ByteBuffer.allocate((int) rest.bytes());
    rest.copyTo(waiting);
    all.add(waiting.array());
  }

  /// How many commits were found to be serializable.
  long commits() {
    return serial.checked();
  }

  void execute(long session, Packet packet, long position, boolean isRefused) {
    execute(session, packet, position, isRefused, context);
  }

  void execute(long session, Packet packet, long position, boolean isRefused, Context told) {
    Outcome outcome =
        isRefused
            ? Engine.refuse(state, session, packet, position, told)
            : Engine.handle(state, session, packet, position, told);
    Step step = new Step(state, session, packet, isRefused, told, outcome);
    if (!isRefused) checkDoomed(step, packet);
    take(step);
  }

  /// Something happened to a domain.
  void decide(int domid, UnaryStep what) {
    take(new Step(state, domid, null, false, context, what.from(state, domid, context)));
  }

  /// See DomainLife.
  interface UnaryStep {
    Outcome from(State state, int domid, Context context);
  }

  private void take(Step step) {
    for (Judge judge : judges) judge.judge(step);
    state = step.after();
    for (Change change : step.outcome().changes()) {
      switch (change) {
        case Change.Said(long to, Outgoing outgoing) -> said(to).add(outgoing.packet().toArray());
        case Change.Closed(long session) -> renewed(session);
        case Change.DomainGone gone -> renewed(gone.domid());
        case Change.Opened opened -> {
          said.put(opened.session(), new Octets());
          starts.put(opened.session(), 0L);
        }
        default -> {}
      }
    }
  }

  private void renewed(long session) {
    onRenewal.accept(session);
    doomed.remove(session);
    for (Judge judge : judges) judge.renewed(session);
  }

  /// The process died.
  ///
  /// @param recovered what the next one found; it need not rank new watches as this model does
  void crashed(State recovered) {
    for (PersistentMap.Entry<Long, Session> entry : state.sessions()) {
      Set<Integer> ids = doomed.computeIfAbsent(entry.key(), id -> new HashSet<>());
      for (PersistentMap.Entry<Integer, ?> open : entry.value().transactions()) ids.add(open.key());
    }
    state = States.ranking(state, recovered.nextWatch()).afterCrash();
    for (Judge judge : judges) judge.crashed();
  }

  /// A doomed transaction takes every write, and ends in EAGAIN (G5).
  private void checkDoomed(Step step, Packet packet) {
    Set<Integer> ids = doomed.computeIfAbsent(step.session(), any -> new HashSet<>());
    int id = packet.transactionId();
    RequestType type = RequestType.of(packet.type());
    if (type == RequestType.RESET_WATCHES && !step.hasFailed()) ids.clear();
    if (type == null || !ids.contains(id)) return;
    Bytes answer = step.answer().payload();
    boolean isCommit = packet.payload().text().equals("T\0");
    boolean isDrop = packet.payload().text().equals("F\0");
    switch (type) {
      case TRANSACTION_END -> {
        if (isCommit) expect(answer, Errno.EAGAIN.name());
        if (isDrop) expect(answer, "OK");
        if (isCommit || isDrop) ids.remove(id);
      }
      case MKDIR, RM -> {
        if (packet.payload().text().matches("/[a-z0-9/]*[a-z0-9]\0") && !holdsSlashes(packet))
          expect(answer, "OK");
      }
      default -> {}
    }
  }

  private static boolean holdsSlashes(Packet packet) {
    return packet.payload().text().contains("//");
  }

  private static void expect(Bytes answer, String text) {
    Oracles.check(
        answer.text().equals(text + "\0"),
        "doomed transactions: " + answer + " instead of " + text);
  }
}
