package revenant.server;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.api.tree.Bytes;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Description;
import revenant.server.engine.Domain;
import revenant.server.engine.Effect;
import revenant.server.engine.Engine;
import revenant.server.engine.Outcome;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.journal.Entry;
import revenant.server.journal.Juncture;
import revenant.server.journal.Ledger;
import revenant.server.journal.Origin;
import revenant.server.wire.Packet;

/// The one room where bytes move: it takes what is ready, lets the engine decide, makes the
/// decisions durable once a turn, and only then publishes them. It decides nothing. One thread at a
/// time.
///
/// The order is the crash argument. Before the ledger has a turn nothing of it can be seen, so a
/// crash undoes it; afterwards nothing of it can be lost, and publishing twice does no harm.
final class Loop {
  /// How many requests of one client a turn takes at most, so that nobody waits long for others.
  private static final int REQUESTS_MAX = 64;

  /// The same for one that is alone: it goes on with what was answered while the rest is executed.
  private static final int REQUESTS_ALONE = 8;

  /// How many clients a turn takes at most.
  private static final int CLIENTS_MAX = 16;

  /// The first session number that is not a domid.
  private static final long FIRST_SOCKET_SESSION = 1 << 16;

  private static final long NO_SESSION = -1;
  private static final int BUFFER_BYTES = 1 << 17;
  private static final Origin NOBODY = new Origin("server", 0, 0, Description.NONE, 0, 0);

  private final Ledger ledger;
  private final Rings rings;
  private final InstantSource clock;
  private final boolean isKeepingOrphans;
  private final Trace trace;
  private final Consumer<Effect> effects;
  private final ByteBuffer in = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  private final ByteBuffer probe = ByteBuffer.allocate(1);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final IdentityHashMap<Link, Client> clients = new IdentityHashMap<>();
  private final Map<Long, Client> bySession = new HashMap<>();
  private final ArrayDeque<Client> again = new ArrayDeque<>();
  private final LinkedHashSet<Client> heldBack = new LinkedHashSet<>();
  private final Burdens burdens = new Burdens();
  private final List<Client> touched = new ArrayList<>();
  private final List<Entry> entries = new ArrayList<>();
  private State state;
  private long nextSession = FIRST_SOCKET_SESSION;
  private boolean isLookDue;
  private int requestsMax = REQUESTS_MAX;

  /// Whatever the last process died on is among what the first turn of this one finds. There each
  /// request of a ring has a record of its own, so that none is suspected for another's.
  private boolean isFirstTurn = true;

  Loop(
      State state,
      Ledger ledger,
      Rings rings,
      InstantSource clock,
      boolean isKeepingOrphans,
      Trace trace,
      Consumer<Effect> effects) {
    this.state = state;
    this.ledger = ledger;
    this.rings = rings;
    this.clock = clock;
    this.isKeepingOrphans = isKeepingOrphans;
    this.trace = trace;
    this.effects = effects;
  }

  State state() {
    return state;
  }

  /// Serves whoever is ready, each once. A turn takes half of them, so that those it answered go on
  /// while the others are served: all at once, and whoever serves and whoever asks would wait for
  /// each other in turns.
  void run(List<? extends Link> ready) {
    boolean isSlow = ledger.isSlow();
    int half = (ready.size() + 1) / 2;
    int clients = isSlow ? Integer.MAX_VALUE : Math.min(CLIENTS_MAX, half);
    requestsMax = isSlow || ready.size() > 1 ? REQUESTS_MAX : REQUESTS_ALONE;
    Iterator<? extends Link> rest = ready.iterator();
    do turn(rest, clients);
    while (rest.hasNext());
  }

  /// Looks at the domains of this host, and at their rings: after a start, and whenever they
  /// changed.
  void look() {
    isLookDue = true;
    run(List.of());
  }

  /// Leaves out what nobody takes.
  void leaveOut(List<Change> expired) {
    for (Change change : expired) apply(change);
    run(List.of());
  }

  /// Ends connections.
  void end(List<Session> sessions) {
    for (Session session : sessions) {
      touch(session.id());
      apply(new Change.Closed(session.id()));
    }
    run(List.of());
  }

  /// Of whom something is left its link is ready again, so that whoever else is by then comes
  /// before.
  private void turn(Iterator<? extends Link> ready, int clients) {
    TurnEvent event = Recorder.begun();
    int served = 0;
    Context context = new Context(clock.millis(), rings, ledger::admits, isKeepingOrphans);
    if (isLookDue) rings.look(this, context);
    isLookDue = false;
    List<Client> left = List.copyOf(again);
    again.clear();
    while (served < clients && ready.hasNext()) {
      Client client = client(ready.next());
      if (client != null && serve(client, context)) served++;
    }
    for (Client client : left) if (serve(client, context)) served++;
    commit();
    isFirstTurn = false;
    rings.settle(this, context);
    publish();
    letGoOn();
    handBack();
    trace.follow(state.logging());
    trace.flush();
    if (event != null) event.commit(served);
  }

  /// The client at the other end of `link`. A socket that is not known begins; a ring that is not
  /// known was left meanwhile.
  private @Nullable Client client(Link link) {
    Client known = clients.get(link);
    if (known != null) return known;
    Peer peer = link.peer();
    if (peer.isDurable()) return null;
    Client client = join(link, nextSession++);
    state =
        state.with(
            new Change.Opened(
                client.session(), peer.domid(), peer.isPrivileged(), false, peer.name()));
    return client;
  }

  /// `link` carries the session from now on.
  Client join(Link link, long session) {
    Client client = new Client(link, session);
    clients.put(link, client);
    bySession.put(session, client);
    return client;
  }

  /// The client's link carries nothing any more.
  void leave(Client client) {
    client.shut();
    burdens.forget(client.session());
    clients.remove(client.link(), client);
    bySession.remove(client.session(), client);
  }

  /// A ring goes on where it was. What the client has been given tells how far the process before
  /// this one came in publishing.
  void goesOn(Client client) {
    long written = client.link().written();
    if (written != state.session(client.session()).outbox().published()) published(client, written);
    touch(client);
    again.add(client);
  }

  /// Takes what was decided without a request.
  void decide(int domid, Outcome outcome, Context context) {
    List<Change> durable = durable(outcome, NO_SESSION, false);
    state = outcome.state();
    if (durable.isEmpty()) return;
    Origin origin = new Origin("server", domid, context.epochMillis(), outcome.what(), 0, 0);
    entries.add(new Entry(origin, durable));
  }

  /// Tells the operator.
  void tell(String line) {
    effects.accept(new Effect.Print(line));
  }

  /// Answers whether the client had sent anything.
  private boolean serve(Client client, Context context) {
    Session session = state.sessions().get(client.session());
    if (session == null || clients.get(client.link()) != client) return false;
    if (client.isRing() && !rings.isOpen(this, client, context)) return false;
    if (!isServed(session)) {
      touch(client);
      heldBack.add(client);
      return false;
    }
    long start = session.consumed() - session.partial().length();
    in.clear();
    session.partial().putTo(in, 0, in.remaining());
    int count = client.link().read(session.consumed(), in);
    in.flip();
    if (count == 0 && client.isRing() && session.outbox().isEmpty()) return false;
    touch(client);
    if (count == Link.BROKEN) rings.stop(this, client, Rings.BAD_INDICES, context);
    else if (execute(client, session, start, context)) again.add(client);
    else if (client.isOpen() && hasEnded(client, start + in.limit())) end(client);
    else if (client.isOpen()) keepFragment(client);
    return count > 0;
  }

  private boolean hasEnded(Client client, long position) {
    return !client.isRing() && client.link().read(position, probe.clear()) == Link.END;
  }

  /// No more input will come. What was executed is answered first; half a packet is nothing.
  private void end(Client client) {
    if (in.position() == 0) close(client);
    else again.add(client);
  }

  /// Executes the packets in the buffer; answers whether there may be more that this turn leaves.
  private boolean execute(Client client, Session served, long start, Context context) {
    Session session = served;
    for (int count = 0; count < requestsMax; count++) {
      int length = Packet.length(in);
      if (length == Packet.BROKEN) {
        if (client.isRing()) rings.stop(this, client, Rings.BAD_PACKET, context);
        else close(client);
        return false;
      }
      if (length == Packet.UNKNOWN || length > in.remaining()) return false;
      if (count > 0 && !isServed(session)) return true;
      Packet packet = Packet.take(in);
      execute(client, session, packet, start + in.position(), context);
      session = state.sessions().get(client.session());
      if (session == null || !client.isOpen()) return false;
    }
    return true;
  }

  /// Whether requests of a session are executed now, or left where they are until it, or whoever it
  /// tells of what it does, has taken more of what was said.
  private boolean isServed(Session session) {
    return Engine.isServed(state, session) && !burdens.holdBack(session.id(), state);
  }

  private void execute(
      Client client, Session session, Packet packet, long position, Context context) {
    if (session.isDurable()) ledger.executing(session.id(), position);
    trace.in(session, packet);
    if (session.isDurable() && isHopeless(session, position)) {
      giveUp(client, packet, context);
      return;
    }
    boolean isDeadly = session.isDurable() && ledger.isDeadly(session.id(), position);
    if (isDeadly)
      tell(session.name() + ": a request that the server died on twice is answered EIO");
    else rings.connectFor(session, packet);
    Outcome outcome =
        isDeadly
            ? Engine.refuse(state, session.id(), packet, position, context)
            : Engine.handle(state, session.id(), packet, position, context);
    record(session, packet, outcome, context);
    state = outcome.state();
    rings.introduced(this, context);
    outcome.effects().forEach(effects);
    // If another deadly request came before this refusal is durable, they would kill in turns.
    if (isDeadly || (isFirstTurn && session.isDurable())) commit();
  }

  /// The control domain's own ring is never given up.
  private boolean isHopeless(Session session, long position) {
    return session.domid() != State.CONTROL_DOMAIN && ledger.isHopeless(session.id(), position);
  }

  private void giveUp(Client client, Packet packet, Context context) {
    rings.stop(this, client, Rings.FAILURE, context);
    commit();
    String where = ledger.giveUp(Bytes.wrap(packet.bytes()));
    tell("the request that killed the server again and again is " + where);
  }

  /// Keeps of an outcome what must be there after a crash, and notes who has output now.
  private void record(Session session, Packet packet, Outcome outcome, Context context) {
    List<Change> durable = durable(outcome, session.id(), session.isDurable());
    if (durable.isEmpty()) return;
    Origin origin =
        new Origin(
            session.name(),
            session.domid(),
            context.epochMillis(),
            outcome.what(),
            packet.requestId(),
            packet.transactionId());
    entries.add(new Entry(origin, durable));
  }

  /// What of an outcome must be there after a crash. A ring's session that it ends was durable
  /// before, one that it begins is afterwards. What `served` did is most of what there is, and
  /// asked about without looking it up.
  private List<Change> durable(Outcome outcome, long served, boolean isServedDurable) {
    @Nullable List<Change> durable = null;
    List<Change> changes = outcome.changes();
    for (int i = 0; i < changes.size(); i++) {
      Change change = changes.get(i);
      note(change, served, outcome.state());
      boolean isOfServed = change instanceof Change.OfSession own && own.session() == served;
      if (isOfServed ? !isServedDurable : !isDurable(change, outcome.state())) continue;
      if (durable == null) durable = new ArrayList<>(changes.size());
      durable.add(change);
    }
    return durable == null ? List.of() : durable;
  }

  private boolean isDurable(Change change, State after) {
    if (change.isDurable(after)) return true;
    return change instanceof Change.Closed && change.isDurable(state);
  }

  /// Whoever was said something, or whose session is over, has to be looked at when the turn ends;
  /// `served` is, as everybody is who had a turn.
  private void note(Change change, long served, State after) {
    switch (change) {
      case Change.Said(long session, Outgoing packet) -> {
        trace.out(session, packet);
        if (session != served) {
          touch(session);
          burdens.told(session, served, after);
        }
      }
      case Change.Closed(long session) -> touch(session);
      case Change.DomainGone gone -> rings.noteGone(gone.domid());
      case Change.DomainSet(Domain domain) -> rings.note(domain);
      case Change.WatchSet(Watch watch) -> trace.object("CREATE", watch.session(), watch.place());
      case Change.WatchGone(long session, Watch.Key key) ->
          trace.object("DESTROY", session, key.place());
      case Change.TransactionOpened(long session, int id) -> trace.object("CREATE", session, id);
      case Change.TransactionEnded(long session, int id) -> trace.object("DESTROY", session, id);
      default -> {}
    }
  }

  private void touch(long session) {
    Client client = bySession.get(session);
    if (client != null) touch(client);
  }

  private void touch(Client client) {
    if (client.touch()) touched.add(client);
  }

  /// The beginning of a packet is taken from a ring at once, and kept until the rest comes. The
  /// ring may not hold the whole packet, and a domain that finds something in it when it adds the
  /// rest notifies nobody.
  private void keepFragment(Client client) {
    Session session = state.sessions().get(client.session());
    if (session == null || !client.isRing()) return;
    int fresh = in.remaining() - session.partial().length();
    if (fresh <= 0) return;
    byte[] bytes = new byte[fresh];
    in.get(in.limit() - fresh, bytes);
    apply(new Change.Fragment(session.id(), Bytes.wrap(bytes)), true);
  }

  private void apply(Change change) {
    // Asked before, because a connection that was closed is not there after.
    apply(change, change.isDurable(state));
  }

  private void apply(Change change, boolean isDurable) {
    state = state.with(change);
    if (isDurable) entries.add(new Entry(NOBODY, List.of(change)));
  }

  void commit() {
    if (entries.isEmpty()) return;
    List<Entry> turn = List.copyOf(entries);
    entries.clear();
    Juncture.BEFORE_RECORD.here();
    ledger.append(turn, state);
    ledger.settle();
    Juncture.AFTER_RECORD.here();
  }

  /// Gives the clients what the turn said, and lets go of their input: all of it is durable now.
  /// One after the other, so that a transport can give to many at once.
  private void publish() {
    for (int i = 0; i < touched.size(); i++) {
      Client client = touched.get(i);
      Session session = state.sessions().get(client.session());
      if (session != null && client.isOpen()) publish(client, session);
    }
    for (int i = 0; i < touched.size(); i++) {
      Client client = touched.get(i);
      client.untouch();
      Session session = state.sessions().get(client.session());
      if (session == null) release(client);
      else if (client.isOpen()) letGo(client, session);
    }
    touched.clear();
  }

  private void publish(Client client, Session session) {
    long position = session.outbox().published();
    long last = session.outbox().end();
    while (position < last) {
      out.clear();
      session.outbox().copyTo(out);
      out.flip();
      long end = position + out.remaining();
      position = client.link().write(position, out);
      published(client, position);
      if (position < end) break;
      if (position < last) session = state.session(client.session());
    }
    Juncture.PUBLISHED.here();
  }

  private static void letGo(Client client, Session session) {
    client.link().consumed(session.consumed());
    Juncture.CONSUMED.here();
  }

  private void published(Client client, long position) {
    apply(new Change.Published(client.session(), position), client.isRing());
  }

  /// Whoever was held back and need not be any more has its turn next: it took its output, or
  /// somebody else made room for it or raised a limit.
  private void letGoOn() {
    if (heldBack.isEmpty()) return;
    heldBack.removeIf(client -> {
      Session session = state.sessions().get(client.session());
      boolean goesOn = session != null && isServed(session);
      if (goesOn) again.add(client);
      return goesOn || session == null;
    });
  }

  private void handBack() {
    for (Client client : again) if (clients.get(client.link()) == client) client.link().again();
    again.clear();
  }

  private void close(Client client) {
    apply(new Change.Closed(client.session()));
  }

  /// The session is over: so is the link.
  private void release(Client client) {
    leave(client);
    if (!client.isRing()) client.link().close();
  }
}
