package revenant.server.simulation;

import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Outbox;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.wire.Packet;

/// What must be true of every state, and when two are the same to clients.
final class States {
  private States() {}

  /// The same state in which the next watch has the rank `nextWatch`; what died since the process
  /// began does not count.
  static State ranking(State state, long nextWatch) {
    return new State(
        state.tree(),
        state.specials(),
        state.domains(),
        state.sessions(),
        state.watches(),
        state.limits(),
        state.logging(),
        state.usage(),
        nextWatch,
        0,
        PersistentMap.empty());
  }

  /// Checks that after a crash both would be one state.
  static void checkSame(String what, State expected, State actual) {
    State left = ranking(expected, 0).afterCrash();
    State right = ranking(actual, 0).afterCrash();
    if (left.equals(right)) return;
    String part = "something";
    if (!left.tree().equals(right.tree())) part = "tree";
    else if (!left.specials().equals(right.specials())) part = "permission of a special event";
    else if (!left.domains().equals(right.domains()))
      part = "domain:\n" + left.domains() + "\n" + right.domains();
    else if (!left.sessions().equals(right.sessions())) part = "session:" + differing(left, right);
    else if (!left.usage().equals(right.usage())) part = "count";
    throw new AssertionError(what + ": another " + part);
  }

  private static String differing(State left, State right) {
    StringBuilder text = new StringBuilder();
    left.sessions()
        .all()
        .difference(
            right.sessions().all(),
            (id, one, other) -> text.append('\n').append(one).append('\n').append(other));
    return text.toString();
  }

  /// Checks what must be true of every state.
  static void checkSound(State state) {
    State counted =
        State.of(state.tree(), state.specials(), state.domains(), state.limits(), state.logging());
    Oracles.check(counted.usage().equals(state.usage()), "count: not what the nodes add up to");
    State watching = counted;
    for (PersistentMap.Entry<Long, Session> entry : state.sessions()) {
      checkSound(entry.value().outbox());
      watching = watching.with(opened(entry.value()));
      for (PersistentMap.Entry<Watch.Key, Watch> set : entry.value().watches())
        watching = watching.with(new Change.WatchSet(set.value()));
    }
    Object found = state.watches();
    Oracles.check(found.equals(watching.watches()), "watches: of somebody who has none such");
  }

  private static Change opened(Session session) {
    return new Change.Opened(
        session.id(), session.domid(), session.isPrivileged(), session.isDurable(), session.name());
  }

  private static void checkSound(Outbox outbox) {
    PersistentMap<Bytes, Boolean> unsent = PersistentMap.empty();
    long position = outbox.first();
    for (Outgoing each : outbox.packets()) {
      Bytes packet = each.packet();
      boolean isMergeable = each.isEvent() && packet.at(Packet.HEADER) != '@';
      if (isMergeable && position >= outbox.published()) unsent = unsent.with(packet, true);
      position += packet.length();
      Oracles.check(position > outbox.published(), "outbox: a packet that was sent");
    }
    Oracles.check(position == outbox.end(), "outbox: a gap");
    Oracles.check(unsent.equals(outbox.events()), "outbox: other events could be merged");
  }
}
