package revenant.server.simulation;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Entry;

/// Domains come and go around the real loop and engine, which are killed between any two steps.
/// Whatever the crashes, an operator is told of each introduction, shutdown and death once, guests
/// are answered, and nothing is left of the dead.
public final class Village implements Oracles {
  private static final int PATIENCE = 100_000;
  private static final int CRASHES_MAX = 5_000;

  private final String name;
  private final World.Server server;
  private final Fault fault;
  private final Choices choices;
  private final Fate fate;
  private final Medium medium;
  private final Hypervisor hypervisor;
  private final Operator operator;
  private final Set<Integer> ready = new LinkedHashSet<>();
  private World.@Nullable Life life;
  private boolean isBehind;
  private long recoveryMoments;

  /// @param deeds of the operator
  /// @param gaps how many moments each process lives
  public Village(
      long seed, int deeds, World.Server server, Fault fault, PrimitiveIterator.OfLong gaps) {
    this.name = "seed " + seed + ", " + deeds + " deeds";
    this.server = server;
    this.fault = fault;
    choices = new Choices(seed);
    fate = new Fate(gaps, this::meanwhile);
    medium = new Medium(choices, State.initial(Limits.STANDARD));
    hypervisor = new Hypervisor(fate, this, fault, ready::add);
    operator = new Operator(choices, hypervisor, ready::add, deeds);
  }

  /// Runs until the operator is done.
  public World.Report run() {
    try {
      begin();
      for (int i = 0; !isDone(); i++) {
        Oracles.check(i < PATIENCE, "liveness: nothing happens, " + operator);
        act();
        if (choices.oneIn(3)) serve();
      }
      checkEnd();
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          e.getMessage() + " [" + name + ", moment " + fate.moments() + "]", e);
    }
    return new World.Report(fate.moments(), recoveryMoments, fate.crashes(), 0, 0, 0, 0);
  }

  private boolean isDone() {
    return operator.isDone() && ready.isEmpty() && !isBehind && hypervisor.domids().size() == 1;
  }

  private void act() {
    if (choices.flag()) operator.act();
    List<Tenant> tenants = operator.tenants();
    if (!tenants.isEmpty()) choices.of(tenants).act();
  }

  private void meanwhile() {
    if (choices.oneIn(4)) act();
  }

  private void serve() {
    try {
      isBehind |= hypervisor.isChanged();
      if (isBehind && choices.oneIn(3)) {
        isBehind = false;
        life().look();
      }
      life().run(links());
    } catch (Crash crash) {
      crashed();
      begin();
    }
  }

  private List<Link> links() {
    List<Link> links = new ArrayList<>();
    for (int domid : List.copyOf(ready)) {
      if (choices.oneIn(4)) continue;
      ready.remove(domid);
      Link link = hypervisor.link(domid);
      if (link != null) links.add(link);
    }
    return links;
  }

  private void begin() {
    while (true) {
      long before = fate.moments();
      try {
        State state = fault.afterCrash(medium.recover());
        life =
            server.start(
                state,
                fault.ledger(new MediumLedger()),
                InstantSource.system(),
                fault.domains(hypervisor));
        life().look();
        if (fate.crashes() == 1) recoveryMoments = fate.moments() - before;
        return;
      } catch (Crash crash) {
        crashed();
      }
    }
  }

  private void crashed() {
    Oracles.check(fate.crashes() < CRASHES_MAX, "liveness: it dies for ever");
    life = null;
    hypervisor.killed();
    for (int i = choices.below(40); i > 0; i--) act();
    // Whoever was told while nobody listened is not told again.
    hypervisor.isChanged();
    isBehind = false;
    ready.clear();
  }

  private World.Life life() {
    if (life == null) throw new IllegalStateException("no process");
    return life;
  }

  private void checkEnd() {
    State state = life().state();
    States.checkSound(state);
    for (PersistentMap.Entry<Integer, Domain> entry : state.domains())
      Oracles.check(entry.key() == 0, "left: domain " + entry.key());
    Oracles.check(state.sessions().size() == 1, "left: sessions " + state.sessions());
    Oracles.check(state.usage().size() == 1, "left: nodes of " + state.usage());
    States.checkSame("end", medium.state(), medium.recover());
  }

  @Override
  public void consuming(long session, long position) {
    medium.checkConsuming(session, position);
  }

  @Override
  public void publishing(long session, Page page, long position, int count) {
    medium.checkPublishing(session, position + count);
  }

  @Override
  public void telling() {}

  /// A planted fault is to be found by what guests see.
  private boolean isJudging() {
    return fault != Fault.NONE;
  }

  @Override
  public void renewing(long session) {
    Oracles.check(
        isJudging() || medium.state().domain((int) session).isResetting(),
        "order: a ring begins anew before that is durable");
  }

  @Override
  public void opening(long session) {
    Oracles.check(
        isJudging() || !medium.state().domain((int) session).isResetting(),
        "order: a guest is told before it is durable that its ring began anew");
  }

  /// What the process knows of the medium.
  private final class MediumLedger extends QuietLedger {
    @Override
    public void executing(long session, long position) {
      fate.moment();
    }

    @Override
    public void append(List<Entry> entries, State after) {
      fate.moment();
      medium.append(entries);
      medium.mayCheckpoint(after);
      fate.moment();
    }
  }
}
