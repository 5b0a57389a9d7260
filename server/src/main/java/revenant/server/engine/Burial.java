package revenant.server.engine;

import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;

/// What the death of a domain takes with it: its nodes with all below them, each permission that
/// names it, its connection, and what it was given as a target (XSA-322, XSA-417, XSA-419).
final class Burial {
  private Burial() {}

  static State of(State state, int domid, boolean isKeepingNodes) {
    State rest = withoutNodes(state, domid, isKeepingNodes);
    return new State(
            rest.tree(),
            specials(rest, domid),
            domains(rest, domid),
            rest.sessions(),
            rest.watches(),
            rest.limits(),
            rest.logging(),
            rest.usage(),
            rest.nextWatch(),
            rest.deaths(),
            rest.died())
        .withDeath(domid)
        .with(new Change.Closed(domid));
  }

  private static State withoutNodes(State state, int domid, boolean isKeepingNodes) {
    State[] rest = {state};
    state
        .tree()
        .walkNaming(
            domid,
            (path, node) -> {
              boolean isOwned = node.permissions().owner() == domid;
              boolean isRemoved = isOwned && !isKeepingNodes && !path.isRoot();
              if (isRemoved) rest[0] = rest[0].with(new Change.Removed(path));
              else rest[0] = stripped(rest[0], path, node, domid);
            });
    return rest[0];
  }

  /// A node may be gone already with one above it.
  private static State stripped(State state, NodePath path, Node node, int domid) {
    if (!state.tree().contains(path)) return state;
    return state.with(new Change.Put(path, node.value(), stripped(node.permissions(), domid)));
  }

  private static Permissions stripped(Permissions permissions, int domid) {
    Permissions rest = permissions.without(domid);
    return rest.owner() == domid ? rest.withOwner(State.CONTROL_DOMAIN) : rest;
  }

  private static PersistentMap<String, Permissions> specials(State state, int domid) {
    PersistentMap<String, Permissions> specials = state.specials();
    for (PersistentMap.Entry<String, Permissions> entry : state.specials()) {
      specials = specials.with(entry.key(), stripped(entry.value(), domid));
    }
    return specials;
  }

  private static PersistentMap<Integer, Domain> domains(State state, int domid) {
    PersistentMap<Integer, Domain> rest = state.domains().without(domid);
    for (PersistentMap.Entry<Integer, Domain> entry : rest) {
      Domain domain = entry.value();
      if (domain.target().isPresent() && domain.target().getAsInt() == domid) {
        rest = rest.with(domain.domid(), domain.withoutTarget());
      }
    }
    return rest;
  }
}
