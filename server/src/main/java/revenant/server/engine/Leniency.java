package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// How a doomed transaction edits: what it builds on may have been lost in the crash, so whatever
/// is missing is made.
final class Leniency {
  private static final Permissions MADE = Permissions.ownedBy(State.CONTROL_DOMAIN);

  private Leniency() {}

  static Tree edited(Tree tree, Edit edit) {
    if (edit instanceof Edit.Remove) return View.edited(tree, edit);
    return View.edited(withAll(tree, edit.path()), edit);
  }

  private static Tree withAll(Tree tree, NodePath path) {
    Tree all = tree;
    for (int depth = 1; depth <= path.depth(); depth++) {
      NodePath above = path.prefix(depth);
      if (!all.contains(above)) all = all.with(above, Bytes.EMPTY, MADE);
    }
    return all;
  }
}
