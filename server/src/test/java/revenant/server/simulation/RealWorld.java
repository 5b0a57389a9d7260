package revenant.server.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Context;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Countdown;
import revenant.server.journal.Countdown.Death;
import revenant.server.journal.CountedArea;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;
import revenant.transport.ring.hypervisor.Page;

/// The real server but for its threads: recovery, loop, journal, checkpoints and rings, on real
/// files and pages whose every change is counted. Processes die at chosen steps, and each next one
/// begins with what is there.
///
///     guest -- page -- the real link \
///     guest -- page -- the real link -- the real loop, journal and area -- files
///
/// What was executed for good is executed by a [Model] too, as in [World]. What threads do in the
/// background is done between two turns.
public final class RealWorld {
  /// What the control domain does when it has asked all that its script says.
  private enum Deed {
    RELEASE,
    INTRODUCE,
    AWAIT,
    POISON
  }

  /// A request that the process executed in this turn.
  private record Executed(RealGuest guest, long end, boolean isRefused) {}

  private static final int PATIENCE = 20_000;
  private static final int DEATHS_MAX = 50;
  private static final int COMING = 3;
  private static final String POISON = "/poison\0";
  private static final List<Deed> DEEDS =
      List.of(Deed.RELEASE, Deed.INTRODUCE, Deed.AWAIT, Deed.RELEASE, Deed.POISON);

  private final Scenario scenario;
  private final World.Server server;
  private final List<Death> deaths;
  private final Countdown countdown;
  private final CountedArea area;
  private final Choices choices;
  private final Model model;
  private final Set<Integer> ready = new LinkedHashSet<>();
  private final RealHost host;
  private final List<RealGuest> guests = new ArrayList<>();
  private final RealGuest control;
  private final List<Executed> turn = new ArrayList<>();
  private final Map<RealGuest, Long> givenBefore = new HashMap<>();
  private World.@Nullable Life life;
  private final int tending;
  private int deeds;
  private int coming;
  private int died;
  private int diedInRecovery;
  private boolean isGivenUp;
  private long diedAt;
  private long recoverySteps;
  private int segmentChanges;
  private final Map<String, Integer> seen = new TreeMap<>();
  private final Killers killers = new Killers();

  /// @param folder holds an area that was planted with [#beginning]
  /// @param deaths of the first processes
  public RealWorld(
      Path folder, Scenario scenario, World.Server server, StepFault fault, List<Death> deaths) {
    this.scenario = scenario;
    this.server = server;
    this.deaths = deaths;
    countdown = new Countdown(deaths);
    area = new CountedArea(folder, countdown, fault);
    choices = new Choices(scenario.seed());
    State initial = Beginning.state(scenario, choices);
    host = new RealHost(countdown, fault, ready);
    model = new Model(initial, new Context(0, host, bytes -> true, false));
    for (PersistentMap.Entry<Long, Session> entry : initial.sessions()) begin(entry.value());
    control = guests.getFirst();
    guests.removeIf(guest -> guest.session() == COMING);
    tending = 2 + choices.below(20);
    countdown.meanwhile(this::meanwhile);
  }

  /// The state that the area is planted with.
  public static State beginning(Scenario scenario) {
    return Beginning.state(scenario, new Choices(scenario.seed()));
  }

  private void begin(Session session) {
    int domid = session.domid();
    long given = session.outbox().published();
    host.create(domid, session.consumed(), given);
    guests.add(guest(domid, session.consumed(), given));
  }

  private RealGuest guest(int domid, long taken, long given) {
    Script script = new Script(choices, domid, scenario);
    return new RealGuest(
        choices,
        script,
        scenario.requests(),
        domid,
        host.page(domid),
        taken,
        given,
        guest -> ready.add((int) guest.session()));
  }

  /// Lets all guests do what they want until everything is answered; then the server is ended and
  /// begins once more.
  public StepReport run() throws IOException {
    try {
      begin();
      for (int idle = 0; !isDone(); idle++) {
        Oracles.check(idle < PATIENCE, "liveness: nothing happens, " + guests);
        long before = progress();
        choices.of(guests).act();
        rule();
        if (choices.oneIn(3)) alive(this::serve);
        if (choices.oneIn(tending)) alive(this::tend);
        if (progress() != before) idle = 0;
      }
      alive(this::startAgain);
      checkEnd();
    } catch (GivenUp asMeant) {
      // There is nothing more to see.
    } catch (AssertionError | RuntimeException | IOException wrong) {
      throw new AssertionError(
          wrong.getMessage()
              + " [step "
              + countdown.steps()
              + ", chosen "
              + deaths
              + ", "
              + scenario
              + "]",
          wrong);
    } finally {
      area.killed();
    }
    return new StepReport(
        countdown.steps(),
        died,
        countdown.chosen(),
        recoverySteps,
        countdown.isTearable(),
        countdown.isPlain(),
        isGivenUp,
        seen);
  }

  private void startAgain() throws IOException {
    area.end();
    begin();
  }

  private void see(String what, int times) {
    seen.merge(what, times, Integer::sum);
  }

  /// What a process does.
  private interface Doing {
    void act() throws IOException;
  }

  /// A process does something, or dies of it and another begins.
  private void alive(Doing doing) throws IOException {
    try {
      doing.act();
      if (!countdown.isOver()) return;
    } catch (Countdown.End end) {
      // As expected.
    } catch (IOException | RuntimeException failed) {
      if (!countdown.isOver()) throw failed;
    }
    crashed();
    begin();
  }

  private long progress() {
    long progress = deeds;
    for (RealGuest guest : guests) progress += guest.progress();
    return progress;
  }

  private boolean isDone() {
    return ready.isEmpty() && isAnswered();
  }

  private boolean isAnswered() {
    if (deeds < DEEDS.size()) return false;
    for (RealGuest guest : guests)
      if (!guest.isDone() || guest.received() != said(guest).length()) return false;
    return true;
  }

  /// The control domain releases a domain, introduces it again, and sends a request that kills the
  /// server.
  private void rule() {
    if (deeds == DEEDS.size() || !control.isDone()) return;
    switch (DEEDS.get(deeds)) {
      case RELEASE -> {
        guests.removeIf(guest -> guest.session() == COMING);
        control.ask(RequestType.RELEASE, COMING + "\0");
      }
      case INTRODUCE -> control.ask(RequestType.INTRODUCE, COMING + "\0" + "1\0" + "4\0");
      case AWAIT -> {
        if (!hasCome()) return;
      }
      case POISON -> control.ask(RequestType.READ, POISON);
    }
    deeds++;
  }

  /// Whether the domain that was introduced has done what it wanted.
  private boolean hasCome() {
    if (guests.getLast().session() != COMING) {
      Page page = host.page(COMING).page();
      Oracles.check(
          page.load(Page.REQ_PROD) == 0 && page.load(Page.RSP_PROD) == 0,
          "reset: the ring is not as new");
      guests.add(guest(COMING, 0, 0));
    }
    RealGuest guest = guests.getLast();
    return guest.isDone() && guest.received() == said(guest).length();
  }

  /// What the session was said; a domain that was introduced, since then.
  private Octets said(RealGuest guest) {
    Octets all = model.said(guest.session());
    if (guest.session() != COMING) return all;
    Octets since = new Octets();
    since.add(all.from(coming, all.length()));
    return since;
  }

  /// Other processors do not wait while the server works.
  private void meanwhile() {
    if (choices.oneIn(6)) choices.of(guests).act();
  }

  private void serve() {
    List<Link> links = new ArrayList<>();
    for (int domid : List.copyOf(ready)) {
      Link link = host.link(domid);
      if (choices.oneIn(4) && link != null) continue;
      ready.remove(domid);
      if (link != null) links.add(link);
    }
    if (links.isEmpty()) return;
    life().run(links);
    if (countdown.isOver()) return;
    see("segment changes", area.segmentChanges() - segmentChanges);
    segmentChanges = area.segmentChanges();
    endTurn();
    guests.forEach(guest -> guest.check(said(guest)));
  }

  /// What threads of the server's do.
  private void tend() {
    switch (choices.below(6)) {
      case 0 -> area.trim();
      case 1, 2 -> {
        if (area.keep()) see("checkpoints of the server's own", 1);
      }
      default -> area.checkpoint();
    }
  }

  private World.Life life() {
    if (life == null) throw new IllegalStateException("no process");
    return life;
  }

  /// A start: as often as it takes.
  private void begin() throws IOException {
    while (true) {
      countdown.begin();
      try {
        recover();
        if (!countdown.isOver()) break;
      } catch (Countdown.End end) {
        // As expected.
      } catch (IOException | RuntimeException failed) {
        if (!countdown.isOver()) throw refusal(failed);
      }
      diedInRecovery++;
      crashed();
    }
    diedInRecovery = 0;
    if (recoverySteps == 0 && countdown.chosen() == 1) recoverySteps = countdown.steps() - diedAt;
    segmentChanges = 0;
  }

  /// Two deaths on one record may be the record's fault: that start is meant to be refused (G11).
  private RuntimeException refusal(Exception why) {
    String line = String.valueOf(why.getMessage());
    isGivenUp = diedInRecovery >= 2 && line.contains("2 times in a row on journal record");
    if (isGivenUp) return new GivenUp();
    throw new AssertionError("recovery: " + why, why);
  }

  /// No process will start any more.
  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private void recover() throws IOException {
    area.begin();
    if (countdown.isOver()) return;
    State recovered = area.recovered();
    States.checkSound(recovered);
    for (RealGuest guest : guests) checkPage(guest, recovered.sessions().get(guest.session()));
    settle(recovered);
    model.crashed(recovered);
    compare(recovered);
    life = server.start(recovered, new Counted(area.ledger()), new Turns(), host);
    life().look();
    if (!countdown.isOver()) endTurn();
  }

  /// What the guest saw was durable.
  private static void checkPage(RealGuest guest, @Nullable Session session) {
    if (session == null) throw new AssertionError("recovery: no session of " + guest);
    Page page = guest.page();
    Oracles.check(
        (int) session.consumed() - page.load(Page.REQ_CONS) >= 0,
        "order: input is let go of before it is durable");
    Oracles.check(
        (int) session.outbox().end() - page.load(Page.RSP_PROD) >= 0,
        "order: output is visible before it is durable");
  }

  /// Of what a process executed in its last turn the first part is durable, or all, or nothing.
  private void settle(State recovered) {
    List<Executed> durable = new ArrayList<>();
    for (Executed each : turn) {
      boolean isDurable = recovered.session(each.guest().session()).consumed() >= each.end();
      Oracles.check(
          !isDurable || durable.size() == turn.indexOf(each),
          "recovery: a request is durable, and one before it is not");
      if (isDurable) durable.add(each);
    }
    Oracles.check(
        durable.isEmpty() || durable.size() == turn.size(), "recovery: half a turn is durable");
    if (durable.isEmpty()) turn.clear();
    endTurn();
  }

  private void crashed() throws IOException {
    Oracles.check(died < DEATHS_MAX, "liveness: it dies for ever");
    died++;
    killers.died();
    if (diedAt == 0 && countdown.chosen() == 1) diedAt = countdown.steps();
    life = null;
    host.killed();
    area.killed();
    for (int i = choices.below(10); i > 0; i--) choices.of(guests).act();
    // Whoever was told while nobody listened is not told again.
    ready.clear();
  }

  /// What was executed in this turn is executed for good.
  private void endTurn() {
    givenBefore.forEach((guest, given) -> model.given(guest.session(), given));
    for (Executed each : turn) execute(each);
    turn.clear();
  }

  private void execute(Executed each) {
    RealGuest guest = each.guest();
    Packet packet = guest.executed(each.end());
    model.execute(guest.session(), packet, each.end(), each.isRefused());
    RequestType type = RequestType.of(packet.type());
    if (type != null) see(type.name(), 1);
    if (each.isRefused()) refused(guest, packet);
    if (packet.bytes().length > Page.RING) see("packets larger than a ring", 1);
    if (packet.type() == RequestType.INTRODUCE.number() && guest == control)
      coming = model.said(COMING).length();
  }

  /// Two processes in a row died while they executed it. If it was not meant to kill them it is
  /// asked for once more.
  private void refused(RealGuest guest, Packet packet) {
    see("requests refused", 1);
    boolean isDeed =
        packet.type() == RequestType.INTRODUCE.number()
            || packet.type() == RequestType.RELEASE.number();
    if (guest == control && isDeed) deeds--;
  }

  private void compare(State state) {
    for (RealGuest guest : guests)
      model.given(guest.session(), state.session(guest.session()).outbox().published());
    Oracles.check(model.state().tree().equals(state.tree()), "model: another tree");
    Oracles.check(model.state().specials().equals(state.specials()), "model: other special events");
    Oracles.check(model.state().usage().equals(state.usage()), "model: other counts");
  }

  private void checkEnd() {
    see("checkpoints of the store", area.checkpoints());
    States.checkSound(life().state());
    compare(life().state());
    for (RealGuest guest : guests) guest.check(said(guest));
    Oracles.check(isAnswered(), "end: something is left");
  }

  /// Tells where turns begin.
  private final class Turns implements InstantSource {
    @Override
    public Instant instant() {
      if (!countdown.isOver()) endTurn();
      givenBefore.clear();
      for (RealGuest guest : guests) givenBefore.put(guest, guest.given());
      return Instant.EPOCH;
    }
  }

  /// The real ledger, and what is executed between its calls.
  private final class Counted extends LedgerThrough {
    Counted(Ledger ledger) {
      super(ledger);
    }

    @Override
    public void executing(long session, long position) {
      killers.begins(session + " at " + position);
      super.executing(session, position);
      killers.isNoted();
      RealGuest guest = guest(session);
      boolean isDeadly = isDeadly(session, position);
      Oracles.check(
          !isDeadly || killers.isSuspected(),
          "suspects: a request is refused that did not kill twice");
      boolean isPoison = guest.request(position).payload().text().equals(POISON);
      if (isPoison && !isDeadly) countdown.die();
      turn.add(new Executed(guest, position, isDeadly));
    }

    private RealGuest guest(long session) {
      for (RealGuest guest : guests) if (guest.session() == session) return guest;
      throw new AssertionError("execution: of a session that is no guest's");
    }

    @Override
    public void append(List<Entry> entries, State after) {
      super.append(entries, after);
      if (!countdown.isOver()) endTurn();
    }
  }
}
