package revenant.api.store;

import java.util.Optional;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// The way from one tree to another. Where they share structure, looking at it costs O(changes).
///
/// @param since the older tree; empty if there was none, and then everything is new
/// @param now the newer tree
public record Changes(Optional<Tree> since, Tree now) {
  private static final Tree NOTHING = new Tree(Node.of(Bytes.EMPTY, Permissions.ownedBy(0)));

  /// Tells `visitor` of every difference, parents before children.
  public void visit(Tree.DifferenceVisitor visitor) {
    if (since.isEmpty()) visitor.changed(NodePath.ROOT, NOTHING.root(), now.root());
    since.orElse(NOTHING).difference(now, visitor);
  }
}
