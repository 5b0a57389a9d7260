package revenant.store.mapdb;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.Tree;

/// Builds a tree from its entries in the order of their keys: each node is put into its parent
/// once, when all below it is there.
final class TreeBuilder {
  /// A node that may still get children.
  private static final class Open {
    final byte[] key;
    final String name;
    Node node;

    Open(byte[] key, String name, Node node) {
      this.key = key;
      this.name = name;
      this.node = node;
    }
  }

  private final Entries entries = new Entries();
  private final ArrayDeque<Open> path = new ArrayDeque<>();

  /// @throws IllegalStateException if the parent did not come before
  void add(byte[] key, byte[] value) {
    int name = key.length;
    while (key[name - 1] != Entries.SEPARATOR) name--;
    int parent = Math.max(1, name - 1);
    while (path.size() > 1 && path.element().key.length > parent) close();
    if (!path.isEmpty() && !isParent(path.element().key, key, parent))
      throw new IllegalStateException("a node without a parent");
    path.push(new Open(key, entries.name(key, name), entries.node(value)));
  }

  private static boolean isParent(byte[] above, byte[] key, int length) {
    return above.length == length && Arrays.equals(above, 0, length, key, 0, length);
  }

  private void close() {
    Open done = path.pop();
    Open parent = path.element();
    parent.node = parent.node.withChild(done.name, done.node);
  }

  /// The tree of all entries.
  Tree tree() {
    while (path.size() > 1) close();
    @Nullable Open root = path.peek();
    if (root == null || root.key.length != 1) throw new IllegalStateException("no root");
    return new Tree(root.node);
  }
}
