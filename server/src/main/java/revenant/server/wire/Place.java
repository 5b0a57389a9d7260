package revenant.server.wire;

import revenant.api.tree.NodePath;

/// What a watch or a permission list can be put on: a node, or one of the server's own events.
public sealed interface Place {
  /// A node, there or not.
  ///
  /// @param path where
  record At(NodePath path) implements Place {
    @Override
    public String toString() {
      return path.toString();
    }
  }

  /// An event of the server's, such as `@releaseDomain` or `@releaseDomain/5`.
  ///
  /// @param name with the `@`
  record Special(String name) implements Place {
    @Override
    public String toString() {
      return name;
    }
  }
}
