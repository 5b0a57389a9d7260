package revenant.testkit.store;

import java.util.List;
import java.util.Random;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.list.MutableList;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Access;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// Random edits of trees, all drawn from one seed. Names come from a small set, so that edits meet
/// each other: they are written again, removed with all below, and grow back.
public final class RandomTrees {
  private static final String[] NAMES = {
    "a", "A", "a-", "a0", "a_", "@a", "-", "_", "0", "00", "domain", "backend", "value", "perms"
  };
  private static final List<Access> ACCESS = List.of(Access.values());
  private static final int DEPTH_MAX = 6;
  private static final int VALUE_BYTES_MAX = 5000;

  /// Where everything stands that history need not show.
  public static final NodePath HIDDEN = NodePath.of("/" + Checkpoint.HIDDEN);

  private final Random random;

  /// The same seed makes the same edits.
  public RandomTrees(long seed) {
    random = new Random(seed);
  }

  /// A checkpoint's tree before any client came: the clients' root and the hidden folder.
  public static Tree start() {
    return Tree.of(Permissions.ownedBy(0))
        .with(NodePath.of("/" + Checkpoint.STORE), Bytes.EMPTY, Permissions.ownedBy(0))
        .with(HIDDEN, Bytes.EMPTY, Permissions.ownedBy(0));
  }

  /// A number from 0 to `limit` - 1.
  public int below(int limit) {
    return random.nextInt(limit);
  }

  /// `tree` after `edits` edits.
  public Tree edited(Tree tree, int edits) {
    Tree edited = tree;
    for (int i = 0; i < edits; i++) edited = edited(edited);
    return edited;
  }

  private Tree edited(Tree tree) {
    NodePath path = path();
    return switch (below(10)) {
      case 0, 1 -> without(tree, path);
      case 2 -> tree.contains(path) ? tree.with(path, value(), owner(tree, path)) : tree;
      case 3 -> copied(tree, path, path());
      default -> withParents(tree, path);
    };
  }

  /// A path below one of the folders of [#start()], mostly the clients'.
  private NodePath path() {
    NodePath path = NodePath.ROOT.child(below(5) == 0 ? Checkpoint.HIDDEN : Checkpoint.STORE);
    int depth = 1 + below(DEPTH_MAX);
    for (int i = 0; i < depth; i++) path = path.child(NAMES[below(NAMES.length)]);
    return path;
  }

  private static Tree without(Tree tree, NodePath path) {
    return tree.contains(path) ? tree.without(path) : tree;
  }

  private static Permissions owner(Tree tree, NodePath path) {
    return tree.find(path).orElseThrow().permissions();
  }

  private static Tree copied(Tree tree, NodePath from, NodePath to) {
    Node node = tree.get(from);
    return node != null && tree.contains(to.parent()) && !to.isWithin(from)
        ? tree.withNode(to, node)
        : tree;
  }

  private Tree withParents(Tree tree, NodePath path) {
    Tree grown = tree;
    for (int depth = 1; depth < path.depth(); depth++) {
      NodePath above = path.prefix(depth);
      if (!grown.contains(above)) grown = grown.with(above, Bytes.EMPTY, permissions());
    }
    return grown.with(path, value(), permissions());
  }

  private Bytes value() {
    int length = below(20) == 0 ? below(VALUE_BYTES_MAX) : below(12);
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.wrap(octets);
  }

  private Permissions permissions() {
    MutableList<Permission> entries = Lists.mutable.empty();
    int count = 1 + below(3);
    for (int i = 0; i < count; i++) {
      entries.add(new Permission(below(6), ACCESS.get(below(ACCESS.size()))));
    }
    return new Permissions(entries.toImmutable());
  }
}
