package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;

/// Turns edits into changes of the live tree.
final class Committed {
  private Committed() {}

  /// Does `edit` on the live tree. Where it no longer applies, because a domain's death removed
  /// what it was about or somebody else made a node on the way, it is left out.
  static void apply(Execution execution, Edit edit) {
    Node node = execution.state().tree().get(edit.path());
    switch (edit) {
      case Edit.SetValue(NodePath path, Bytes value) -> {
        if (node != null) execution.apply(new Change.Put(path, value, node.permissions()));
      }
      case Edit.SetPermissions(NodePath path, Permissions permissions) -> {
        if (node != null) execution.apply(new Change.Put(path, node.value(), permissions));
      }
      case Edit.Create create -> {
        if (node == null || create.isTold())
          execution.apply(new Change.Put(create.path(), create.value(), create.permissions()));
      }
      case Edit.Remove(NodePath path) -> {
        if (node != null) execution.apply(new Change.Removed(path));
      }
    }
  }
}
