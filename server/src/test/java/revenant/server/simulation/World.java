package revenant.server.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Domains;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;
import revenant.server.wire.RequestType;

/// Everything around the server, in memory: clients on rings and sockets, what is durable, and the
/// crashes. A run is decided by its scenario and its crashes alone.
///
///     guest -- page -- link \
///     guest -- page -- link  > the real loop and engine -- ledger -- records
///     client ------- socket /
///
/// What the server executed for good is executed by a [Model] too, which never dies; no client may
/// see a difference.
public final class World implements Oracles {
  /// A server process.
  public interface Life {
    /// See the loop.
    void run(List<? extends Link> ready);

    /// See the loop.
    void look();

    /// Leaves out events that waited too long at `nanoTime`.
    void expire(long nanoTime);

    /// See the loop.
    State state();
  }

  /// Starts a process.
  public interface Server {
    /// A process that goes on from `state`.
    Life start(State state, Ledger ledger, InstantSource clock, DomainTransport domains);
  }

  /// What a run was like.
  ///
  /// @param moments at which the process could have died
  /// @param recoveryMoments how many of these were in the first recovery
  /// @param crashes how often it died
  /// @param requests how many requests were answered
  /// @param octets how many bytes clients were given
  /// @param expiries how often events were left out because nobody took them
  /// @param helped whether guests had to wait for the operator
  public record Report(
      long moments,
      long recoveryMoments,
      long crashes,
      long requests,
      long octets,
      long expiries,
      long helped) {
    /// The sum of both.
    public Report plus(Report more) {
      return new Report(
          moments + more.moments,
          recoveryMoments + more.recoveryMoments,
          crashes + more.crashes,
          requests + more.requests,
          octets + more.octets,
          expiries + more.expiries,
          helped + more.helped);
    }
  }

  /// A request that the process executed in this turn.
  private record Executed(Client client, long end, boolean isRefused) {}

  private static final int PATIENCE = 20_000;
  private static final int CRASHES_MAX = 5_000;
  private static final int SOCKET_REQUESTS = 30;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long FIRST_SOCKET = 1L << 40;
  private static final Context CONTEXT =
      new Context(0, Domains.NO_HYPERVISOR, bytes -> true, false);

  private final Scenario scenario;
  private final Server server;
  private final Fault fault;
  private final Choices choices;
  private final Fate fate;
  private final Medium medium;
  private final Model model;
  private final List<Guest> guests = new ArrayList<>();
  private final List<SocketClient> sockets = new ArrayList<>();
  private final Set<Client> ready = new LinkedHashSet<>();
  private final List<Executed> turn = new ArrayList<>();
  private final Map<Client, Long> givenBefore = new HashMap<>();
  private @Nullable Life life;
  private final Suspicion suspicion = new Suspicion();
  private long nextSocket = FIRST_SOCKET;
  private int socketsToCome;
  private long recoveryMoments;
  private long requests;
  private long octets;
  private boolean isHelped;
  private long nanoTime;
  private long expiries;

  /// @param gaps how many moments each process lives
  public World(Scenario scenario, Server server, Fault fault, PrimitiveIterator.OfLong gaps) {
    this.scenario = scenario;
    this.server = server;
    this.fault = fault;
    choices = new Choices(scenario.seed());
    fate = new Fate(gaps, this::meanwhile);
    State initial = Beginning.state(scenario, choices);
    medium = new Medium(choices, initial);
    model = new Model(initial, CONTEXT);
    initial
        .sessions()
        .forEach((id, session) -> {
          Script script = new Script(choices, session.domid(), scenario);
          guests.add(new Guest(choices, script, scenario.requests(), session, ready::add));
        });
    socketsToCome = scenario.sockets() * (1 + scenario.requests() / SOCKET_REQUESTS);
  }

  /// Lets all clients do what they want until everything is answered.
  public Report run() {
    try {
      begin();
      for (int idle = 0; !isDone(); idle++) {
        long before = progress();
        if (idle > PATIENCE) {
          help();
          idle = 0;
        }
        choices.of(clients()).act();
        if (choices.oneIn(3)) serve();
        if (choices.oneIn(40)) expire();
        if (progress() != before) idle = 0;
      }
      checkEnd();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          e.getMessage() + " [" + scenario + ", moment " + fate.moments() + "]", e);
    }
    clients().forEach(this::count);
    return new Report(
        fate.moments(),
        recoveryMoments,
        fate.crashes(),
        requests,
        octets,
        expiries,
        isHelped ? 1 : 0);
  }

  private void count(Client client) {
    requests += client.answered();
    octets += client.received();
  }

  private List<Client> clients() {
    List<Client> clients = new ArrayList<>(guests);
    clients.addAll(sockets);
    return clients;
  }

  private long progress() {
    long progress = nextSocket - sockets.size();
    for (Guest guest : guests) progress += guest.progress();
    for (SocketClient socket : sockets) progress += socket.progress();
    return progress;
  }

  private boolean isDone() {
    if (!ready.isEmpty() || socketsToCome > 0 || !sockets.isEmpty()) return false;
    for (Guest guest : guests) if (!guest.isDone() || !hasAll(guest)) return false;
    return true;
  }

  private boolean hasAll(Guest guest) {
    return guest.received() == model.said(guest.session()).length();
  }

  /// Nothing happens any more. A guest whose nodes others made too large waits for the operator to
  /// raise a limit, but for nothing else.
  private void help() {
    Oracles.check(!isHelped, "liveness: nothing happens, " + clients());
    isHelped = true;
    guests.get(0).ask(RequestType.SET_QUOTA, "memory\0" + "0\0");
  }

  /// Other processors do not wait while the server works.
  private void meanwhile() {
    if (choices.oneIn(4)) choices.of(guests).act();
  }

  /// A second or more goes by.
  private void expire() {
    nanoTime += (1 + choices.below(25)) * SECOND_NANOS;
    try {
      givenBefore.clear();
      life().expire(nanoTime);
      endTurn();
    } catch (Crash crash) {
      crashed();
      begin();
    }
  }

  private void serve() {
    if (sockets.size() < scenario.sockets() && socketsToCome > 0) connect();
    List<Link> links = new ArrayList<>();
    List<Client> chosen = new ArrayList<>(ready);
    for (Client client : chosen) {
      Link link = client.link();
      if (!choices.oneIn(4)) ready.remove(client);
      else continue;
      if (link != null) links.add(link);
    }
    for (int i = links.size() - 1; i > 0; i--) Collections.swap(links, i, choices.below(i + 1));
    if (links.isEmpty()) return;
    try {
      life().run(links);
      endTurn();
      if (isComparing()) States.checkSound(life().state());
      clients().forEach(this::check);
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

  private void check(Client client) {
    client.check(model.said(client.session()));
  }

  private void connect() {
    long session = nextSocket++;
    socketsToCome--;
    SocketClient client =
        new SocketClient(
            choices,
            new Script(choices, 0, scenario),
            choices.below(SOCKET_REQUESTS),
            session,
            ready::add);
    Peer peer = new Peer(0, true, false, "socket " + session);
    model.opened(session, peer.name());
    Socket.OnRead onRead =
        (from, to) -> {
          for (long end : client.ends(from, to)) turn.add(new Executed(client, end, false));
        };
    client.connect(
        new Socket(
            peer,
            fate,
            this,
            onRead,
            () -> ready.add(client),
            () -> {
              model.closed(session);
              client.disconnect();
            }));
    sockets.add(client);
  }

  /// The first start, or a recovery: as often as it takes.
  private void begin() {
    while (true) {
      long before = fate.moments();
      try {
        recover();
        endTurn();
        if (fate.crashes() == 1) recoveryMoments = fate.moments() - before;
        return;
      } catch (Crash crash) {
        crashed();
      }
    }
  }

  /// What recovery is: the state, the links, and a look at all of them, whoever is heard of.
  private void recover() {
    State recovered = medium.recover();
    if (isComparing()) States.checkSame("recovery", medium.state(), recovered);
    State state = fault.afterCrash(recovered);
    if (isComparing()) States.checkSound(state);
    Host host = new Host(domid -> attached(domid));
    life = server.start(state, fault.ledger(new MediumLedger()), new Turns(), host);
    life().look();
  }

  private Link attached(int domid) {
    Guest guest = guests.get(domid);
    Link link = fault.link(guest.attach(fate, this));
    guest.replace(link);
    return link;
  }

  private void crashed() {
    Oracles.check(fate.crashes() < CRASHES_MAX, "liveness: it dies for ever");
    turn.clear();
    life = null;
    guests.forEach(Guest::detach);
    for (SocketClient socket : sockets) {
      socket.disconnect();
      count(socket);
    }
    sockets.clear();
    guests.forEach(this::check);
    State recovered = medium.recover().afterCrash();
    model.crashed(recovered);
    compare(recovered);
    suspicion.judge(recovered);
    for (int i = choices.below(10); i > 0; i--) meanwhile();
    // Whoever was told while nobody listened is not told again.
    ready.clear();
  }

  private Life life() {
    if (life == null) throw new IllegalStateException("no process");
    return life;
  }

  /// What was executed in this turn is executed for good.
  private void endTurn() {
    for (Map.Entry<Client, Long> entry : givenBefore.entrySet())
      model.given(entry.getKey().session(), entry.getValue());
    for (Executed executed : turn) {
      Client client = executed.client();
      model.execute(
          client.session(), client.executed(executed.end()), executed.end(), executed.isRefused());
    }
    turn.clear();
  }

  private boolean isComparing() {
    return fault == Fault.NONE || fault.isComparingStates();
  }

  private void compare(State state) {
    if (!isComparing()) return;
    for (Guest guest : guests)
      model.given(guest.session(), state.session(guest.session()).outbox().published());
    Oracles.check(model.state().tree().equals(state.tree()), "model: another tree");
    Oracles.check(model.state().specials().equals(state.specials()), "model: other special events");
    Oracles.check(model.state().usage().equals(state.usage()), "model: other counts");
  }

  private void checkEnd() {
    State state = life().state();
    if (isComparing()) States.checkSound(state);
    if (isComparing()) States.checkSame("end", medium.state(), medium.recover());
    compare(state);
    for (Guest guest : guests) {
      check(guest);
    }
  }

  @Override
  public void consuming(long session, long position) {
    medium.checkConsuming(session, position);
  }

  @Override
  public void publishing(long session, Page page, long position, int count) {
    medium.checkPublishing(session, position + count);
    Octets said = model.said(session);
    long start = model.start(session);
    for (int i = 0; i < count; i++) {
      Oracles.check(
          page.responses[Page.at((int) position + i)] == said.at((int) (position - start) + i),
          "answers: other bytes than the model's");
    }
    telling();
  }

  @Override
  public void telling() {
    medium.checkTelling(life().state());
  }

  /// Tells where turns begin.
  private final class Turns implements InstantSource {
    @Override
    public Instant instant() {
      endTurn();
      for (Client client : clients()) givenBefore.put(client, client.given());
      return Instant.EPOCH;
    }
  }

  /// What the process knows of the medium.
  private final class MediumLedger extends QuietLedger {
    @Override
    public void executing(long session, long position) {
      suspicion.executing(session, position);
      fate.moment();
      Client client = client(session);
      boolean isDeadly = isDeadly(session, position);
      if (Script.isPoison(client.request(position)) && !isDeadly) fate.die();
      turn.add(new Executed(client, position, isDeadly));
    }

    private Client client(long session) {
      for (Guest guest : guests) if (guest.session() == session) return guest;
      throw new AssertionError("execution: of a session that is no guest's");
    }

    @Override
    public boolean isDeadly(long session, long position) {
      return scenario.isPoisoned() && suspicion.isDeadly(session, position);
    }

    @Override
    public void append(List<Entry> entries, State after) {
      fate.moment();
      medium.append(entries);
      for (Entry entry : entries) expired(entry, after);
      endTurn();
      if (isComparing()) States.checkSame("record", after, medium.state());
      medium.mayCheckpoint(after);
      fate.moment();
    }

    private void expired(Entry entry, State after) {
      for (Change change : entry.changes()) {
        if (!(change instanceof Change.Expired expired)) continue;
        model.expired(expired, after.session(expired.session()).outbox().published());
        expiries++;
      }
    }
  }
}
