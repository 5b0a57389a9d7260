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
    List<NodePath> owned = new ArrayList<>();
    List<NodePath> named = new ArrayList<>();
    tree.walk(
        NodePath.ROOT,
        (path, node) -> {
          Permissions permissions = node.permissions();
          if (!permissions.names(domid)) return;
          boolean isRemoved = permissions.owner() == domid && !isKeepingNodes && !path.isRoot();
          (isRemoved ? owned : named).add(path);
        });
    Tree after = tree;
    for (NodePath path : owned) after = without(after, path);
    for (NodePath path : named) after = stripped(after, path, domid);
    return after;
  }

  /// A node may be gone already with one above it.
  private static Tree without(Tree tree, NodePath path) {
    return tree.contains(path) ? tree.without(path) : tree;
  }

  private static Tree stripped(Tree tree, NodePath path, int domid) {
    Node node = tree.get(path);
    if (node == null) return tree;
    return tree.withNode(path, node.withPermissions(stripped(node.permissions(), domid)));
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
