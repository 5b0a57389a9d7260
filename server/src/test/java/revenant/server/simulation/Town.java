package revenant.server.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Domains;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;
import revenant.server.wire.RequestType;

/// The whole server among guests on rings and toolstacks on sockets, all of whom do what they like;
/// domains come, go and die, also while no process is there, the room for the tree runs out, time
/// goes by, and the process is killed between any two steps. A run is decided by its [Plan] alone.
///
///     guest -- page -- hypervisor \
///     guest -- page -- hypervisor  > the real loop and engine -- ledger -- records
///     toolstack --------- socket  /
///
/// What was executed for good is executed by a [Model] too, in the order of the records; no client
/// may see a difference.
public final class Town implements Oracles {
  private static final int PATIENCE = 20_000;
  private static final int CRASHES_MAX = 5_000;
  private static final int SOCKET_REQUESTS = 30;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long BEGAN_SECONDS = 1_700_000_000L;
  static final long FIRST_SOCKET = 1L << 16;

  private final Scenario scenario;
  private final World.Server server;
  private final Fault fault;
  private final Choices choices;
  private final Fate fate;
  private final Medium medium;
  private final Model model;
  private final Hypervisor hypervisor;
  private final Census census;
  private final Residents residents;
  private final List<SocketClient> sockets = new ArrayList<>();
  private final Set<Integer> readyRings = new LinkedHashSet<>();
  private final Set<SocketClient> readySockets = new LinkedHashSet<>();
  private final Chronicle chronicle;
  private final Suspicion suspicion = new Suspicion();
  private World.@Nullable Life life;
  private boolean isBehind;
  private long room = Long.MAX_VALUE;
  private long nextSocket = FIRST_SOCKET;
  private int socketsToCome;
  private int deedsToCome;
  private long recoveryMoments;
  private long requests;
  private long octets;
  private boolean isHelped;
  private long nanoTime;

  public Town(Plan plan, World.Server server, Fault fault) {
    this.scenario = plan.scenario();
    this.server = server;
    this.fault = fault;
    choices = new Choices(scenario.seed());
    fate = new Fate(Arrays.stream(plan.gaps()).iterator(), this::meanwhile);
    hypervisor = new Hypervisor(fate, this, fault, readyRings::add);
    census = new Census(fault.domains(hypervisor));
    Context context = new Context(0, Domains.NO_HYPERVISOR, this::admits, false);
    State initial =
        Beginning.state(scenario, choices, domid -> domid == 0 ? "" : "resident " + domid);
    medium = new Medium(choices, initial);
    residents = new Residents(choices, scenario, hypervisor, initial, readyRings::add);
    model = new Model(initial, context, this::begunAnew);
    chronicle = new Chronicle(model, census, context, residents::renewed);
    socketsToCome = scenario.sockets() * (1 + scenario.requests() / SOCKET_REQUESTS);
    deedsToCome = plan.deeds();
  }

  private boolean admits(long bytes) {
    return bytes <= room;
  }

  /// Lets everybody do what they want until everything is answered, and then die.
  public World.Report run() {
    try {
      begin();
      live();
      end();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(e.getMessage() + " [moment " + fate.moments() + "]", e);
    }
    return new World.Report(
        fate.moments(),
        recoveryMoments,
        fate.crashes(),
        requests + residents.answered(),
        octets + residents.octets(),
        chronicle.expiries(),
        isHelped ? 1 : 0);
  }

  /// A number that two runs share if they were the same.
  public long digest() {
    return chronicle.digest() * 31 + fate.moments();
  }

  /// How many commits were found to be serializable.
  public long commits() {
    return model.commits();
  }

  private void live() {
    for (int idle = 0; !isDone(); idle++) {
      long before = progress();
      if (idle > PATIENCE) {
        help();
        idle = 0;
      }
      act();
      if (choices.oneIn(60)) deed();
      if (choices.oneIn(3)) serve();
      if (choices.oneIn(40)) expire();
      if (progress() != before) idle = 0;
    }
  }

  private long progress() {
    long progress =
        chronicle.executed() + deedsToCome + nextSocket - sockets.size() + residents.progress();
    for (SocketClient socket : sockets) progress += socket.progress();
    return progress;
  }

  private boolean isDone() {
    boolean isQuiet = readyRings.isEmpty() && readySockets.isEmpty() && sockets.isEmpty();
    if (!isQuiet || socketsToCome > 0 || deedsToCome > 0 || isBehind) return false;
    return residents.areDone(model);
  }

  /// Nothing happens any more. There may be room again by now, and a guest whose nodes others made
  /// too large waits for the operator to raise a limit, but for nothing else.
  private void help() {
    Oracles.check(!isHelped, "liveness: nothing happens, " + residents + sockets);
    isHelped = true;
    Guest control = residents.guest(State.CONTROL_DOMAIN);
    if (control != null) control.ask(RequestType.SET_QUOTA, "memory\0" + "0\0");
  }

  private void act() {
    List<Client> clients = new ArrayList<>(residents.guests());
    clients.addAll(sockets);
    if (!clients.isEmpty()) choices.of(clients).act();
    residents.settle(model.state());
  }

  /// Other processors do not wait while the server works.
  private void meanwhile() {
    if (!choices.oneIn(4)) return;
    List<Guest> guests = residents.guests();
    if (!guests.isEmpty()) choices.of(guests).act();
    residents.settle(model.state());
    if (choices.oneIn(100)) deed();
  }

  private void deed() {
    if (deedsToCome == 0) return;
    deedsToCome--;
    residents.befall(model.state());
  }

  /// The area is full, or has room again; not while a request is executed.
  private void fill() {
    boolean isFull = deedsToCome > 0 && choices.flag();
    room = isFull ? medium.state().tree().root().bytes() + choices.below(200) : Long.MAX_VALUE;
  }

  private void expire() {
    nanoTime += (1 + choices.below(25)) * SECOND_NANOS;
    survive(() -> life().expire(nanoTime));
  }

  private void serve() {
    if (sockets.size() < scenario.sockets() && socketsToCome > 0) connect();
    if (choices.oneIn(30)) fill();
    isBehind |= hypervisor.isChanged();
    boolean isLooking = isBehind && choices.oneIn(3);
    List<Link> links = links();
    if (links.isEmpty() && !isLooking) return;
    survive(() -> {
      if (isLooking) {
        isBehind = false;
        life().look();
      }
      life().run(links);
    });
  }

  private List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (int domid : List.copyOf(readyRings)) {
      if (choices.oneIn(4)) continue;
      readyRings.remove(domid);
      Link link = hypervisor.link(domid);
      if (link != null) links.add(link);
    }
    for (SocketClient socket : List.copyOf(readySockets)) {
      if (choices.oneIn(4)) continue;
      readySockets.remove(socket);
      Link link = socket.link();
      if (link != null) links.add(link);
    }
    for (int i = links.size() - 1; i > 0; i--) Collections.swap(links, i, choices.below(i + 1));
    return links;
  }

  /// Has the process do something, after which everybody looks at what they were told.
  private void survive(Runnable what) {
    try {
      what.run();
      chronicle.endTurn();
      if (isComparing()) States.checkSound(life().state());
      check();
      sockets.removeIf(this::hasEnded);
    } catch (Crash crash) {
      crashed();
      begin();
    }
  }

  private boolean hasEnded(SocketClient socket) {
    if (!socket.isEnded()) return false;
    count(socket);
    return true;
  }

  private void count(SocketClient socket) {
    requests += socket.answered();
    octets += socket.received();
  }

  private void check() {
    for (Guest guest : residents.guests()) guest.check(model.said(guest.session()));
    for (SocketClient socket : sockets)
      if (model.knows(socket.session())) socket.check(model.said(socket.session()));
  }

  private void connect() {
    long session = nextSocket++;
    socketsToCome--;
    Script script = new Script(choices, 0, scenario).managing(5);
    int count = choices.below(SOCKET_REQUESTS);
    SocketClient client =
        new SocketClient(
            choices, script, count, session, known -> readySockets.add((SocketClient) known));
    client.beReckless();
    Peer peer = new Peer(0, true, false, Chronicle.name(session));
    client.connect(
        new Socket(
            peer,
            fate,
            this,
            (from, to) -> wereRead(client, from, to),
            () -> readySockets.add(client),
            () -> closed(client)));
    sockets.add(client);
  }

  /// The first read makes a connection known, and numbers it.
  private void wereRead(SocketClient client, long from, long to) {
    if (from == 0 && !model.state().sessions().contains(client.session()))
      model.opened(client.session(), Chronicle.name(client.session()));
    for (long end : client.ends(from, to)) chronicle.executing(client, end, false);
  }

  private void closed(SocketClient client) {
    chronicle.endTurn();
    model.closed(client.session());
    client.check(model.said(client.session()));
    client.disconnect();
  }

  /// The first start, or a recovery: as often as it takes.
  private void begin() {
    while (true) {
      long before = fate.moments();
      try {
        recover();
        chronicle.endTurn();
        if (fate.crashes() == 1) recoveryMoments = fate.moments() - before;
        return;
      } catch (Crash crash) {
        crashed();
      }
    }
  }

  private void recover() {
    State recovered = medium.recover();
    if (isComparing()) States.checkSame("recovery", medium.state(), recovered);
    State state = fault.afterCrash(recovered);
    if (isComparing()) States.checkSound(state);
    Ledger ledger = new Executing(fault.ledger(new MediumLedger()));
    life = server.start(state, ledger, new Turns(), census);
    life().look();
  }

  private void crashed() {
    Oracles.check(fate.crashes() < CRASHES_MAX, "liveness: it dies for ever");
    chronicle.forget();
    life = null;
    hypervisor.killed();
    for (SocketClient socket : sockets) {
      socket.disconnect();
      count(socket);
    }
    sockets.clear();
    for (Guest guest : residents.guests()) guest.check(model.said(guest.session()));
    State recovered = medium.recover().afterCrash();
    model.crashed(recovered);
    compare(recovered);
    suspicion.judge(recovered);
    for (int i = choices.below(10); i > 0; i--) meanwhile();
    if (choices.oneIn(8)) deed();
    // Whoever was told while nobody listened is not told again.
    hypervisor.isChanged();
    isBehind = false;
    readyRings.clear();
    readySockets.clear();
  }

  private World.Life life() {
    if (life == null) throw new IllegalStateException("no process");
    return life;
  }

  private boolean isComparing() {
    return fault == Fault.NONE || fault.isComparingStates();
  }

  private void compare(State state) {
    if (!isComparing()) return;
    State given = state;
    for (PersistentMap.Entry<Long, Session> entry : state.sessions()) {
      model.given(entry.key(), entry.value().outbox().published());
      Session known = model.state().sessions().get(entry.key());
      if (known == null) continue;
      given = given.with(new Change.Published(entry.key(), known.outbox().published()));
    }
    States.checkSame("model", model.state(), given);
  }

  /// Everybody dies.
  private void end() {
    residents.destroyAll();
    isBehind = true;
    for (int i = 0; isBehind || !hypervisor.domids().equals(Set.of(0)); i++) {
      Oracles.check(i < PATIENCE, "liveness: the dead are not buried, " + hypervisor.domids());
      serve();
    }
    State state = life().state();
    States.checkSound(state);
    if (isComparing()) States.checkSame("end", medium.state(), medium.recover());
    compare(state);
    for (int domid = 1; domid <= scenario.guests(); domid++) Graves.checkGone(state, domid);
  }

  /// A connection begins anew, and nobody on it is answered any more.
  private void begunAnew(long session) {
    if (session < FIRST_SOCKET) residents.end((int) session, model.said(session));
  }

  @Override
  public void resumed(long session, long written) {
    model.given(session, written);
  }

  @Override
  public void consuming(long session, long position) {
    medium.checkConsuming(session, position);
  }

  @Override
  public void publishing(long session, Page page, long position, int count) {
    medium.checkPublishing(session, position + count);
    Octets said = model.said(session);
    int from = (int) (position - model.start(session));
    for (int i = 0; i < count; i++) {
      Oracles.check(
          from + i < said.length()
              && page.responses[Page.at((int) position + i)] == said.at(from + i),
          "answers: other bytes than the model's");
    }
    telling();
  }

  @Override
  public void telling() {
    medium.checkTelling(life().state());
  }

  /// Tells where turns begin, and what time it is.
  private final class Turns implements InstantSource {
    @Override
    public Instant instant() {
      chronicle.endTurn();
      for (Map.Entry<Integer, RingLink> mapped : hypervisor.mapped().entrySet())
        if (mapped.getValue().isGoingOn())
          model.given(mapped.getKey(), mapped.getValue().written());
      for (SocketClient socket : sockets) model.given(socket.session(), socket.given());
      return Instant.ofEpochSecond(BEGAN_SECONDS).plusNanos(nanoTime);
    }
  }

  /// Knows whether the process executes a request or refuses it, and what comes of the former.
  private final class Executing extends LedgerThrough {
    Executing(Ledger ledger) {
      super(ledger);
    }

    @Override
    public boolean isDeadly(long session, long position) {
      boolean isDeadly = super.isDeadly(session, position);
      Guest guest = residents.asking((int) session, position);
      if (Script.isPoison(guest.request(position)) && !isDeadly) fate.die();
      chronicle.executing(guest, position, isDeadly);
      return isDeadly;
    }
  }

  /// What the process knows of the medium.
  private final class MediumLedger extends QuietLedger {
    @Override
    public void executing(long session, long position) {
      suspicion.executing(session, position);
      fate.moment();
    }

    @Override
    public boolean isDeadly(long session, long position) {
      return scenario.isPoisoned() && suspicion.isDeadly(session, position);
    }

    @Override
    public boolean admits(long bytes) {
      return Town.this.admits(bytes);
    }

    @Override
    public void append(List<Entry> entries, State after) {
      fate.moment();
      medium.append(entries);
      for (Entry entry : entries) chronicle.follow(entry, after);
      if (isComparing()) States.checkSame("record", after, medium.state());
      medium.mayCheckpoint(after);
      fate.moment();
    }
  }
}
