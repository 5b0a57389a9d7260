package revenant.api.tree;

import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An immutable tree of nodes. A copy is the reference; an update costs the depth of its path;
/// trees that were made from each other share all they have in common.
public final class Tree {
  /// Told of nodes, parents before their children.
  @FunctionalInterface
  public interface NodeVisitor {
    /// `node` stands at `path`.
    void visit(NodePath path, Node node);
  }

  /// Told how one tree differs from another, parents before their children.
  public interface DifferenceVisitor {
    /// `node` and everything below it is new at `path`.
    void added(NodePath path, Node node);

    /// `node` and everything below it is gone from `path`.
    void removed(NodePath path, Node node);

    /// The value or the permissions at `path` changed; children are told of by themselves.
    void changed(NodePath path, Node before, Node after);
  }

  private final Node root;

  /// The way that was looked for last, since the next question is mostly about the same node or one
  /// above it, or the node is changed. Not part of the value: whichever thread finds it is told the
  /// same as without it.
  private @Nullable Way latest;

  /// The tree with this node at `/`; it always has one.
  public Tree(Node root) {
    this.root = root;
  }

  /// The node at `/`.
  public Node root() {
    return root;
  }

  /// A tree of only a root, with an empty value.
  public static Tree of(Permissions root) {
    return new Tree(Node.of(Bytes.EMPTY, root));
  }

  /// The node at `path`, or null.
  public @Nullable Node get(NodePath path) {
    Way known = latest;
    return known != null && known.passes(path) ? known.node(path.depth()) : way(path).node();
  }

  /// The node at `path`, if there is one.
  public Optional<Node> find(NodePath path) {
    return Optional.ofNullable(get(path));
  }

  /// Whether there is a node at `path`.
  public boolean contains(NodePath path) {
    return get(path) != null;
  }

  /// How many nodes there are, the root included.
  public long count() {
    return root.count();
  }

  private Way way(NodePath path) {
    Way known = latest;
    if (known != null && known.path().equals(path)) return known;
    Way way = new Way(this, path);
    latest = way;
    return way;
  }

  /// The same tree with `value` and `permissions` at `path`; what is below stays.
  ///
  /// @throws NoSuchElementException if the parent is missing
  public Tree with(NodePath path, Bytes value, Permissions permissions) {
    return way(path).with(value, permissions);
  }

  /// The same tree with `node` and what is below it in place of whatever was at `path`.
  ///
  /// @throws NoSuchElementException if the parent is missing
  public Tree withNode(NodePath path, Node node) {
    return way(path).withNode(node);
  }

  /// The same tree without the node at `path` and what is below it.
  ///
  /// @throws NoSuchElementException if the parent is missing
  /// @throws IllegalArgumentException for the root
  public Tree without(NodePath path) {
    return way(path).without();
  }

  /// Visits the node at `from` and all below it, each directory in the order of its names. Uses no
  /// stack, however deep the tree is.
  public void walk(NodePath from, NodeVisitor visitor) {
    Node top = get(from);
    if (top != null) walk(from, top, visitor);
  }

  /// Visits the nodes whose permissions name `domid`, in the same order. Does not look into
  /// directories below which that was never so, which are most of them.
  public void walkNaming(int domid, NodeVisitor visitor) {
    walk(
        NodePath.ROOT,
        root,
        node -> node.mayName(domid),
        (path, node) -> {
          if (node.permissions().names(domid)) visitor.visit(path, node);
        });
  }

  /// Visits `top`, which stands at `from`, and all below it.
  public static void walk(NodePath from, Node top, NodeVisitor visitor) {
    walk(from, top, _ -> true, visitor);
  }

  private static void walk(
      NodePath from, Node top, Predicate<Node> isWorthIt, NodeVisitor visitor) {
    ArrayDeque<Place> open = new ArrayDeque<>();
    open.push(new Place(from, top));
    while (!open.isEmpty()) {
      Place place = open.pop();
      visitor.visit(place.path, place.node);
      PersistentMap<String, Node> children = place.node.children();
      if (children.isEmpty()) continue;
      ArrayDeque<Place> below = new ArrayDeque<>();
      children.forEach((name, node) -> {
        if (isWorthIt.test(node)) below.push(new Place(place.path.child(name), node));
      });
      below.forEach(open::push);
    }
  }

  private record Place(NodePath path, Node node) {}

  /// Tells `visitor` what `newer` has different. Costs O(differences) where the trees share the
  /// rest.
  public void difference(Tree newer, DifferenceVisitor visitor) {
    ArrayDeque<Pair> open = new ArrayDeque<>();
    open.push(new Pair(NodePath.ROOT, root, newer.root));
    while (!open.isEmpty()) {
      Pair pair = open.pop();
      if (pair.before == pair.after) continue;
      if (!pair.before.sameContent(pair.after)) visitor.changed(pair.path, pair.before, pair.after);
      ArrayDeque<Pair> below = new ArrayDeque<>();
      pair.before
          .children()
          .difference(
              pair.after.children(),
              (name, before, after) -> {
                NodePath path = pair.path.child(name);
                if (before == null && after != null) visitor.added(path, after);
                else if (before != null && after == null) visitor.removed(path, before);
                else if (before != null && after != null) below.push(new Pair(path, before, after));
              });
      below.forEach(open::push);
    }
  }

  private record Pair(NodePath path, Node before, Node after) {}

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Tree tree && root.equals(tree.root));
  }

  @Override
  public int hashCode() {
    return root.hashCode();
  }

  @Override
  public String toString() {
    return root.toString();
  }
}
