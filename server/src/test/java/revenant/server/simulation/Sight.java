package revenant.server.simulation;

import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.wire.Place;

/// What watchers may see, by the words of xenstore.txt rather than by the engine's.
final class Sight {
  private Sight() {}

  /// Whether a change of `path` from one state to the next is a watcher's business: by the rights
  /// that it has after it, to the node or to the one above, as they are or as they were.
  static boolean mayKnow(Step step, Session session, NodePath path) {
    return session.isPrivileged()
        || mayRead(step.after(), session, step.before().tree().get(path))
        || mayRead(step.after(), session, step.after().tree().get(path))
        || mayRead(step.after(), session, step.before().tree().get(path.parent()))
        || mayRead(step.after(), session, step.after().tree().get(path.parent()));
  }

  private static boolean mayRead(State rights, Session session, @Nullable Node node) {
    return node != null && mayRead(rights, session, node.permissions());
  }

  /// Whether the permissions of a special event let somebody be told of it.
  static boolean mayKnow(State state, Session session, @Nullable Permissions special) {
    return session.isPrivileged() || (special != null && mayRead(state, session, special));
  }

  private static boolean mayRead(State state, Session session, Permissions permissions) {
    int target = state.domain(session.domid()).target().orElse(session.domid());
    if (isMeant(permissions.owner(), session.domid(), target)) return true;
    boolean isFirst = true;
    for (Permission entry : permissions.entries()) {
      if (!isFirst && isMeant(entry.domid(), session.domid(), target))
        return entry.access().mayRead();
      isFirst = false;
    }
    return permissions.entries().get(0).access().mayRead();
  }

  private static boolean isMeant(int named, int domid, int target) {
    return named == domid || named == target || named == State.ANY_DOMAIN;
  }

  /// Whether a watch is set where changes of `path` count.
  static boolean covers(Watch watch, NodePath path) {
    return watch.place() instanceof Place.At(NodePath watched)
        && path.isWithin(watched)
        && (watch.depth() < 0 || path.depth() - watched.depth() <= watch.depth());
  }

  /// Whether a watch is set strictly below `path`, on a node that there is.
  static boolean isBelow(Watch watch, NodePath path, Tree tree) {
    return watch.place() instanceof Place.At(NodePath watched)
        && watched.depth() > path.depth()
        && watched.isWithin(path)
        && tree.contains(watched);
  }
}
