package revenant.server.simulation;

import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Domain;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.wire.RequestType;

/// Nothing is left of a domain that was buried: no node, no permission, no watch, no transaction,
/// no output (XSA-322).
final class Graves implements Judge {
  @Override
  public void judge(Step step) {
    int dead = step.buried();
    if (dead < 0) return;
    RequestType type = step.type();
    boolean isEnd = step.packet() == null || type == RequestType.RELEASE;
    if (isEnd) checkGone(step.after(), dead);
    // Others that find a dead domain may give something to the one that has its domid now.
    if (isEnd || type == RequestType.INTRODUCE) checkNotNamed(step.after(), dead);
    checkNoTarget(step.after(), dead);
  }

  /// Checks that there is nothing of a domain.
  static void checkGone(State state, int dead) {
    Oracles.check(!state.domains().contains(dead), "left: domain " + dead);
    Oracles.check(!state.usage().contains(dead), "left: a count of domain " + dead);
    for (PersistentMap.Entry<Long, Session> entry : state.sessions())
      Oracles.check(entry.value().domid() != dead, "left: the connection of domain " + dead);
    checkNotNamed(state, dead);
  }

  private static void checkNotNamed(State state, int dead) {
    state
        .tree()
        .walk(
            NodePath.ROOT,
            (path, node) ->
                Oracles.check(
                    !names(node.permissions(), dead),
                    "left: " + path + " of or for domain " + dead));
    state
        .specials()
        .forEach((name, permissions) ->
            Oracles.check(!names(permissions, dead), "left: " + name + " for domain " + dead));
  }

  private static boolean names(Permissions permissions, int domid) {
    return permissions.entries().anySatisfy(entry -> entry.domid() == domid);
  }

  private static void checkNoTarget(State state, int dead) {
    for (PersistentMap.Entry<Integer, Domain> entry : state.domains()) {
      int target = entry.value().target().orElse(-1);
      Oracles.check(target != dead, "left: the rights of domain " + dead);
    }
  }
}
