package revenant.server.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import revenant.server.engine.Change;
import revenant.server.engine.Engine;
import revenant.server.engine.Limits;
import revenant.server.engine.Outcome;
import revenant.server.engine.Quota;
import revenant.server.engine.State;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;

/// Committed transactions are serializable: their requests, executed at the commit one after the
/// other and outside of any transaction, are answered as they were, and lead to the same tree.
final class Serial implements Judge {
  private static final Set<RequestType> TYPES =
      Set.of(
          RequestType.READ,
          RequestType.DIRECTORY,
          RequestType.DIRECTORY_PART,
          RequestType.GET_PERMS,
          RequestType.WRITE,
          RequestType.MKDIR,
          RequestType.RM,
          RequestType.SET_PERMS);

  /// Who holds a transaction.
  private record Key(long session, String id) {
    static Key of(long session, int id) {
      return new Key(session, Integer.toString(id));
    }
  }

  /// What was done in a transaction, and the state in which it began.
  private record Past(State began, List<Step> steps) {}

  private final Map<Key, Past> open = new HashMap<>();
  private long checked;

  /// How many commits were checked.
  long checked() {
    return checked;
  }

  @Override
  public void judge(Step step) {
    RequestType type = step.type();
    if (type == null || step.isRefused()) return;
    Key key = Key.of(step.session(), step.transaction());
    switch (type) {
      case TRANSACTION_START -> {
        if (!step.hasFailed()) begin(step);
      }
      case TRANSACTION_END -> end(step, key);
      case RESET_WATCHES -> {
        if (!step.hasFailed()) renewed(step.session());
      }
      default -> {
        Past past = open.get(key);
        if (past != null && TYPES.contains(type) && !isAboutSpecial(step)) past.steps().add(step);
      }
    }
  }

  private static boolean isAboutSpecial(Step step) {
    return step.packet() != null && step.packet().payload().text().startsWith("@");
  }

  private void begin(Step step) {
    String id = step.answer().payload().text().trim();
    open.put(new Key(step.session(), id), new Past(step.after(), new ArrayList<>()));
  }

  private void end(Step step, Key key) {
    if (!(step.request() instanceof Request.TransactionEnd(boolean isCommit))) return;
    Past past = open.remove(key);
    if (past == null || !isCommit || step.hasFailed()) return;
    if (isAsItWas(past.began(), step)) replay(past, step);
  }

  /// A death takes what a transaction relied on without asking it, and a target gives and takes
  /// rights to read.
  private static boolean isAsItWas(State began, Step step) {
    int domid = step.before().session(step.session()).domid();
    return began.deaths() == step.before().deaths()
        && began.domain(domid).target().equals(step.before().domain(domid).target());
  }

  private void replay(Past past, Step commit) {
    State state = commit.before().with(new Change.LimitsSet(limits(commit.before().limits())));
    for (Step step : past.steps()) {
      Packet packet = step.packet();
      if (packet == null) continue;
      Packet alone = new Packet(packet.type(), packet.requestId(), 0, packet.payload());
      long position = state.session(step.session()).consumed();
      Outcome outcome =
          Engine.handle(state, step.session(), alone, position, Census.again(step.context()));
      Step again = new Step(state, step.session(), alone, false, step.context(), outcome);
      if (again.hasFailed(Errno.ENOSPC)) return;
      Oracles.check(
          isSame(step.answer(), again.answer()), "serializable: " + differing(step, again));
      state = outcome.state();
    }
    Oracles.check(
        state.tree().equals(commit.after().tree()), "serializable: a commit leads to another tree");
    checked++;
  }

  /// What is too much for now was little enough when it was asked for.
  private static Limits limits(Limits limits) {
    Limits loose = limits;
    for (Quota quota : List.of(Quota.NODES, Quota.MEMORY, Quota.NODE_SIZE))
      loose = loose.with(quota, 0);
    return loose;
  }

  private static boolean isSame(Packet one, Packet other) {
    return one.type() == other.type() && one.payload().equals(other.payload());
  }

  private static String differing(Step was, Step again) {
    return was.request()
        + " was answered "
        + was.answer().payload()
        + " and at the commit "
        + again.answer().payload();
  }

  @Override
  public void renewed(long session) {
    open.keySet().removeIf(key -> key.session() == session);
  }

  @Override
  public void crashed() {
    open.clear();
  }
}
