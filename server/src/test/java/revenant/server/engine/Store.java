package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.server.wire.Packet;

/// The engine as its clients see it, without a loop: packets go in, packets come out, and a journal
/// keeps what must be kept. After each step it checks that what is counted is right, and that what
/// the journal has is the state.
final class Store {
  /// Up to so many nodes the invariants are checked after every step.
  private static final int SMALL = 400;

  private static final int STRIDE = 1999;

  final Host host = new Host();
  final List<Effect> effects = new ArrayList<>();
  boolean isKeepingOrphans;
  long treeBytesMax = Long.MAX_VALUE;
  String what = "";
  private final List<Client> clients = new ArrayList<>();
  private State state;
  private State journalled;
  private long nextSocket = 1 << 16;
  private int steps;

  private Store(State state) {
    this.state = state;
    this.journalled = state;
  }

  /// A store on a host that just booted.
  static Store fresh() {
    return new Store(State.initial(Limits.STANDARD));
  }

  /// A store in which nobody is limited.
  static Store unlimited() {
    Limits limits = Limits.STANDARD;
    for (Quota quota : Quota.values()) limits = limits.with(quota, 0);
    return new Store(State.initial(limits));
  }

  /// Another store that is now as this one, with nobody connected but the rings.
  Store fork() {
    Store fork = new Store(state);
    host.all().forEach(fork.host::running);
    return fork;
  }

  State state() {
    return state;
  }

  /// A new connection of the control domain's over the socket.
  Client socket() {
    long id = nextSocket++;
    apply(new Change.Opened(id, State.CONTROL_DOMAIN, true, false, "socket " + id));
    return client(id);
  }

  /// A second connection of a guest's, as if it had a socket.
  Client socketOf(int domid) {
    long id = nextSocket++;
    apply(new Change.Opened(id, domid, false, false, "socket " + id));
    return client(id);
  }

  /// The ring of the control domain.
  Client ring() {
    host.running(State.CONTROL_DOMAIN);
    apply(new Change.Opened(State.CONTROL_DOMAIN, State.CONTROL_DOMAIN, true, true, "domain 0"));
    return client(State.CONTROL_DOMAIN);
  }

  /// The ring of a guest that was started and introduced, with a home of its own.
  Client guest(int domid) {
    host.running(domid);
    Client tool = socket();
    tool.write("/local/domain/" + domid, "");
    tool.setPerms("/local/domain/" + domid, "n" + domid);
    assertThat(tool.introduce(domid)).isEqualTo("OK");
    apply(new Change.Closed(tool.session()));
    return client(domid);
  }

  /// The client at the other end of a session that is there already.
  Client client(long session) {
    clients.removeIf(known -> known.session() == session);
    Client client = new Client(this, session);
    clients.add(client);
    return client;
  }

  /// Executes a packet, checks, and answers the reply.
  Packet execute(Client client, Packet request) {
    Packet taken = Packet.take(ByteBuffer.wrap(request.bytes()).order(ByteOrder.LITTLE_ENDIAN));
    Session session = state.session(client.session());
    long position = session.consumed() + Packet.HEADER + taken.payload().length();
    Outcome outcome = Engine.handle(state, client.session(), taken, position, context());
    what = outcome.what().toString();
    accept(outcome);
    return reply(outcome, client.session());
  }

  /// The hypervisor says that a domain is gone.
  void dies(int domid) {
    host.gone(domid);
    accept(DomainLife.died(state, domid, context()));
  }

  /// The hypervisor says that a domain shut down.
  void shutsDown(int domid) {
    accept(DomainLife.shutDown(state, domid, context()));
  }

  /// A guest asks for a fresh connection.
  void asksForReset(int domid) {
    accept(DomainLife.reset(state, domid, context()));
  }

  /// The ring of a domain is as new.
  void wasReset(int domid) {
    accept(DomainLife.resetDone(state, domid, context()));
  }

  /// The connection of a domain makes no sense.
  void isStopped(int domid, int error) {
    accept(DomainLife.stopped(state, domid, error, context()));
  }

  /// The control domain's ring is there.
  void controlBegins() {
    accept(DomainLife.began(state, "", 1, context()));
  }

  /// The process is killed and started again: what goes on is what the journal has.
  void crash() {
    checkJournal();
    journalled = journalled.afterCrash();
    state = journalled;
    clients.removeIf(client -> !state.sessions().contains(client.session()));
  }

  boolean isServed(Client client) {
    return Engine.isServed(state, state.session(client.session()));
  }

  /// The client has read all it was sent.
  void give(long session) {
    @Nullable Session known = state.sessions().get(session);
    if (known != null && !known.outbox().isEmpty())
      apply(new Change.Published(session, known.outbox().end()));
  }

  /// The client has read `bytes` more of what it was sent.
  void give(long session, int bytes) {
    apply(new Change.Published(session, state.session(session).outbox().published() + bytes));
  }

  private Context context() {
    return new Context(0, host, bytes -> bytes <= treeBytesMax, isKeepingOrphans);
  }

  private void apply(Change change) {
    accept(new Outcome(state.with(change), List.of(change), List.of(), Description.NONE));
  }

  private void accept(Outcome outcome) {
    checkStreams(outcome);
    for (Change change : outcome.changes()) {
      if (change.isDurable(outcome.state()) || change.isDurable(state))
        journalled = journalled.with(change);
    }
    state = outcome.state();
    effects.addAll(outcome.effects());
    check();
    for (Client client : List.copyOf(clients)) client.take(outcome.changes());
  }

  /// What was read from each client, and what it is sent, is what the changes say.
  private void checkStreams(Outcome outcome) {
    State changed = state;
    for (Change change : outcome.changes()) changed = changed.with(change);
    for (PersistentMap.Entry<Long, Session> entry : outcome.state().sessions()) {
      Session session = entry.value();
      Session expected = changed.session(session.id());
      assertThat(session.consumed()).as("input of %s", session).isEqualTo(expected.consumed());
      assertThat(session.outbox()).as("output of %s", session).isEqualTo(expected.outbox());
    }
  }

  private static Packet reply(Outcome outcome, long session) {
    List<Packet> replies = new ArrayList<>();
    for (Change change : outcome.changes()) {
      if (change instanceof Change.Said(long id, Outgoing packet)
          && id == session
          && !packet.isEvent()) replies.add(decoded(packet.packet()));
    }
    assertThat(replies).as("replies to one request").hasSize(1);
    return replies.get(0);
  }

  static Packet decoded(Bytes packet) {
    return Packet.take(ByteBuffer.wrap(packet.toArray()).order(ByteOrder.LITTLE_ENDIAN));
  }

  private void check() {
    if (state.tree().count() > SMALL && ++steps % STRIDE != 0) return;
    assertThat(state.usage())
        .as("usage")
        .isEqualTo(State.count(PersistentMap.empty(), NodePath.ROOT, state.tree().root(), 1));
    checkJournal();
  }

  private void checkJournal() {
    assertThat(journalled.afterCrash().withNextWatch(0))
        .as("what the journal has")
        .isEqualTo(state.afterCrash().withNextWatch(0));
  }
}
