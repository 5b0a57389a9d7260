package revenant.server.journal;

import revenant.api.store.Checkpoint;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;

/// Finds out whether anything differs that history shows.
final class VisibleChanges implements Tree.DifferenceVisitor {
  private static final NodePath HIDDEN = NodePath.ROOT.child(Checkpoint.HIDDEN);

  private boolean found;

  boolean areThere() {
    return found;
  }

  @Override
  public void added(NodePath path, Node node) {
    found |= !path.isWithin(HIDDEN);
  }

  @Override
  public void removed(NodePath path, Node node) {
    found |= !path.isWithin(HIDDEN);
  }

  @Override
  public void changed(NodePath path, Node before, Node after) {
    found |= !path.isWithin(HIDDEN);
  }
}
