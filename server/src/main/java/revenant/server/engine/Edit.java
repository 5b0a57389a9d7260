package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;

/// What a request does to one node, in the terms in which it can be done again on another tree: a
/// value that is set leaves the permissions to whoever changed them meanwhile.
sealed interface Edit {
  /// What the objects take that hold it, whatever it says.
  long OVERHEAD_BYTES = 128;

  NodePath path();

  /// Whether those who watch are told; the missing parents of a new node are made silently.
  default boolean isTold() {
    return true;
  }

  /// What of the node it leaves to nobody else, as a sum of the constants in [Transaction].
  default int determines() {
    return switch (this) {
      case SetValue set -> Transaction.VALUE;
      case SetPermissions set -> Transaction.PERMISSIONS;
      case Create create -> Transaction.VALUE | Transaction.PERMISSIONS | Transaction.CHILDREN;
      case Remove remove -> 0;
    };
  }

  /// What keeping it takes.
  default long bytes() {
    return OVERHEAD_BYTES + contentBytes();
  }

  private long contentBytes() {
    return switch (this) {
      case SetValue(NodePath path, Bytes value) -> path.toString().length() + value.length();
      case Create create -> create.path.toString().length() + create.value.length();
      case SetPermissions(NodePath path, Permissions permissions) ->
          path.toString().length() + 8L * permissions.entries().size();
      case Remove(NodePath path) -> path.toString().length();
    };
  }

  /// An existing node gets a value.
  record SetValue(NodePath path, Bytes value) implements Edit {}

  /// An existing node gets permissions.
  record SetPermissions(NodePath path, Permissions permissions) implements Edit {}

  /// A node that was not there is made; its parent is there.
  record Create(NodePath path, Bytes value, Permissions permissions, boolean isTold)
      implements Edit {}

  /// A node and all below it is removed.
  record Remove(NodePath path) implements Edit {}
}
