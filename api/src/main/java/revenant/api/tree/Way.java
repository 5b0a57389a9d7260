package revenant.api.tree;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// The way from the root of a tree to where a path leads, looked up once: whoever first asks the
/// tree what is there, and then changes it, causes no second look. Immutable, as the tree is.
final class Way {
  private final Tree tree;
  private final NodePath path;
  private final @Nullable Node[] nodes;

  Way(Tree tree, NodePath path) {
    this.tree = tree;
    this.path = path;
    this.nodes = new @Nullable Node[path.depth() + 1];
    Node node = tree.root();
    for (int i = 0; node != null; i++) {
      nodes[i] = node;
      node = i < path.depth() ? node.child(path.name(i)) : null;
    }
  }

  /// Where it leads.
  NodePath path() {
    return path;
  }

  /// Whether it ends at `other`, or passes it.
  boolean passes(NodePath other) {
    return other == path || path.isWithin(other);
  }

  /// The node at that depth of the way, or null.
  @Nullable Node node(int depth) {
    return nodes[depth];
  }

  /// The node at its end, or null.
  @Nullable Node node() {
    return nodes[path.depth()];
  }

  /// The tree with `value` and `permissions` at the end; what is below stays.
  ///
  /// @throws NoSuchElementException if the parent is missing
  Tree with(Bytes value, Permissions permissions) {
    Node old = node();
    return withNode(
        old == null
            ? Node.of(value, permissions)
            : old.withPermissions(permissions).withValue(value));
  }

  /// The tree with `node` and what is below it in place of whatever was at the end.
  ///
  /// @throws NoSuchElementException if the parent is missing
  Tree withNode(Node node) {
    int depth = path.depth();
    Node replaced = nodes[depth];
    Node changed = node;
    // What is counted differs by the same at every level: a new name counts in the lowest.
    long count = node.count() - (replaced == null ? 0 : replaced.count());
    long bytes = node.bytes() - (replaced == null ? -path.name().length() : replaced.bytes());
    for (int i = depth - 1; i >= 0; i--) {
      boolean isNew = nodes[i + 1] == null;
      changed = above(i).withChild(path.name(i), changed, isNew, count, bytes);
    }
    return new Tree(changed);
  }

  /// The tree without the node at the end and what is below it.
  ///
  /// @throws NoSuchElementException if the parent is missing
  /// @throws IllegalArgumentException for the root
  Tree without() {
    if (path.isRoot()) throw new IllegalArgumentException("the root stays");
    int last = path.depth() - 1;
    Node above = above(last);
    Node gone = node();
    if (gone == null) return tree;
    Node changed = above.withoutChild(path.name());
    long bytes = gone.bytes() + path.name().length();
    for (int i = last - 1; i >= 0; i--)
      changed = above(i).withChild(path.name(i), changed, false, -gone.count(), -bytes);
    return new Tree(changed);
  }

  private Node above(int depth) {
    Node node = nodes[depth];
    if (node == null) throw new NoSuchElementException("no node above " + path);
    return node;
  }
}
