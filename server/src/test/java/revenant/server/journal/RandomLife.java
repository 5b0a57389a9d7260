package revenant.server.journal;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.wire.Place;

/// Changes that can happen to a state: parents are there, sessions exist, cursors move forward.
final class RandomLife {
  private final Choices choices;
  private final RandomChanges changes;

  RandomLife(Choices choices) {
    this.choices = choices;
    this.changes = new RandomChanges(choices);
  }

  /// A turn of a few requests.
  List<Entry> turn(State state) {
    List<Entry> turn = new ArrayList<>();
    State after = state;
    for (int i = choices.below(3); i >= 0; i--) {
      List<Change> steps = new ArrayList<>();
      for (int j = choices.below(4); j >= 0; j--) {
        Change step = change(after);
        after = after.with(step);
        steps.add(step);
      }
      turn.add(new Entry(changes.origin(), steps));
    }
    return turn;
  }

  Change change(State state) {
    return switch (choices.below(20)) {
      case 0 -> new Change.SpecialPermissions("@releaseDomain", changes.permissions());
      case 1 -> new Change.DomainSet(changes.domain());
      case 2 ->
          choices.oneIn(3)
              ? new Change.DomainGone(1 + choices.below(4), choices.flag())
              : put(state);
      case 3 -> new Change.LimitsSet(changes.limits());
      case 4 -> new Change.LoggingSet(changes.logging());
      case 5 -> removed(state);
      case 6, 7, 8, 9 -> put(state);
      default -> ofSession(state);
    };
  }

  private Change put(State state) {
    NodePath path = changes.path();
    while (!path.isRoot() && !state.tree().contains(path.parent())) path = path.parent();
    return new Change.Put(path, changes.value(), changes.permissions());
  }

  private Change removed(State state) {
    NodePath path = changes.path();
    return path.isRoot() ? put(state) : new Change.Removed(path);
  }

  private Change ofSession(State state) {
    long id = choices.below(4);
    Session session = state.sessions().get(id);
    if (session == null) return new Change.Opened(id, (int) id, id == 0, true, "domain " + id);
    return switch (choices.below(12)) {
      case 0 -> choices.oneIn(4) ? new Change.Closed(id) : new Change.Reset(id);
      case 1, 2 -> watch(session, state.nextWatch());
      case 3 -> unwatch(session, state.nextWatch());
      case 4 -> new Change.TransactionOpened(id, session.nextTransaction());
      case 5 -> ended(session);
      case 6, 7 -> said(session);
      case 8 -> new Change.Consumed(id, session.consumed() + choices.below(99));
      case 9 -> new Change.Fragment(id, changes.value());
      default -> published(session);
    };
  }

  private Change watch(Session session, long rank) {
    Place place =
        choices.oneIn(3) ? new Place.Special("@releaseDomain/7") : new Place.At(changes.path());
    Bytes token = Bytes.wrap(choices.octets(6));
    Watch watch = new Watch(session.id(), rank, place, token, choices.below(4) - 1, 3);
    return session.watches().contains(watch.key())
        ? new Change.Reset(session.id())
        : new Change.WatchSet(watch);
  }

  private Change unwatch(Session session, long rank) {
    int skip = session.watches().isEmpty() ? -1 : choices.below(session.watches().size());
    for (PersistentMap.Entry<Watch.Key, Watch> watch : session.watches())
      if (skip-- == 0) return new Change.WatchGone(session.id(), watch.key());
    return watch(session, rank);
  }

  /// The engine never says an event that waits already.
  private Change said(Session session) {
    Outgoing packet = changes.outgoing();
    boolean waits = session.outbox().events().contains(packet.packet());
    return new Change.Said(session.id(), waits ? new Outgoing(packet.packet(), false) : packet);
  }

  private static Change ended(Session session) {
    for (PersistentMap.Entry<Integer, ?> open : session.transactions())
      return new Change.TransactionEnded(session.id(), open.key());
    return new Change.TransactionOpened(session.id(), session.nextTransaction());
  }

  private Change published(Session session) {
    long waiting = session.outbox().bytes();
    long given = choices.oneIn(3) ? waiting : choices.below((int) waiting + 1);
    return new Change.Published(session.id(), session.outbox().published() + given);
  }
}
