package revenant.server.engine;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;

/// What the death of a domain takes with it: its nodes with all below them, each permission that
/// names it, its connection, and what it was given as a target (XSA-322, XSA-417, XSA-419).
final class Burial {
  private Burial() {}

  static State of(State state, int domid, boolean isKeepingNodes) {
    State after =
        new State(
                tree(state.tree(), domid, isKeepingNodes),
                specials(state, domid),
                domains(state, domid),
                state.sessions(),
                state.watches(),
                state.limits(),
                state.logging(),
                PersistentMap.empty(),
                state.nextWatch(),
                state.deaths(),
                state.died())
            .withDeath(domid)
            .with(new Change.Closed(domid));
    return after.withUsage(
        State.count(PersistentMap.empty(), NodePath.ROOT, after.tree().root(), 1));
  }

  private static Tree tree(Tree tree, int domid, boolean isKeepingNodes) {
    List<Change> changes = new ArrayList<>();
    tree.walk(
        NodePath.ROOT,
        (path, node) -> {
          Permissions permissions = node.permissions();
          if (!permissions.names(domid)) return;
          boolean isOwner = permissions.owner() == domid;
          if (isOwner && !isKeepingNodes && !path.isRoot()) changes.add(new Change.Removed(path));
          else changes.add(new Change.Put(path, node.value(), stripped(permissions, domid)));
        });
    Tree after = tree;
    for (Change change : changes) after = applied(after, change);
    return after;
  }

  /// A node may be gone already with one above it.
  private static Tree applied(Tree tree, Change change) {
    return switch (change) {
      case Change.Removed(NodePath path) -> tree.contains(path) ? tree.without(path) : tree;
      case Change.Put put -> {
        Node node = tree.get(put.path());
        yield node == null
            ? tree
            : tree.withNode(put.path(), node.withPermissions(put.permissions()));
      }
      default -> tree;
    };
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
