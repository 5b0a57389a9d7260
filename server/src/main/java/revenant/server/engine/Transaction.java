package revenant.server.engine;

import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;

/// An open transaction: the tree as it was at the start, the tree as the transaction sees it, what
/// it relied on, and what it did.
///
/// A transaction that was open when the server died is *doomed*: what it did is forgotten, its
/// edits from then on are laid over the live tree for its own eyes only, and it ends in EAGAIN.
///
/// @param base the tree at the start
/// @param now the same with the transaction's own edits
/// @param isDoomed whether it can only end in EAGAIN
/// @param hasFailed whether an operation in it ran into a limit, so that it can not be committed
/// @param observed for each path what it relied on, as a sum of the constants below
/// @param edits what it did, by number
/// @param startedAfterDeaths how many domains had died when it began
/// @param bytes what its edits take
record Transaction(
    Tree base,
    Tree now,
    boolean isDoomed,
    boolean hasFailed,
    PersistentMap<NodePath, Integer> observed,
    PersistentMap<Integer, Edit> edits,
    long startedAfterDeaths,
    long bytes) {
  /// It relied on the node being there, or not.
  static final int EXISTENCE = 1;

  /// It relied on the value.
  static final int VALUE = 2;

  /// It relied on the permissions.
  static final int PERMISSIONS = 4;

  /// It relied on which children there are.
  static final int CHILDREN = 8;

  static Transaction begin(Tree tree, long deaths) {
    return new Transaction(
        tree, tree, false, false, PersistentMap.empty(), PersistentMap.empty(), deaths, 0);
  }

  static Transaction doomed(Tree tree, long deaths) {
    return new Transaction(
        tree, tree, true, false, PersistentMap.empty(), PersistentMap.empty(), deaths, 0);
  }

  Transaction observing(NodePath path, int what) {
    Integer known = observed.get(path);
    int all = known == null ? what : known | what;
    if (known != null && known == all) return this;
    return new Transaction(
        base, now, isDoomed, hasFailed, observed.with(path, all), edits, startedAfterDeaths, bytes);
  }

  Transaction edited(Edit edit, Tree after, long editBytes) {
    return new Transaction(
        base,
        after,
        isDoomed,
        hasFailed,
        observed,
        edits.with(edits.size(), edit),
        startedAfterDeaths,
        bytes + editBytes);
  }

  /// The same over another tree.
  Transaction seeing(Tree tree) {
    return new Transaction(
        base, tree, isDoomed, hasFailed, observed, edits, startedAfterDeaths, bytes);
  }

  /// What of a node comes from the transaction itself, as a sum of the constants above.
  int own(NodePath path) {
    int own = 0;
    for (PersistentMap.Entry<Integer, Edit> entry : edits)
      if (entry.value().path().equals(path)) own |= entry.value().determines();
    return own;
  }

  /// What the domain owns more here than at the start; at most what the edits made.
  Usage surplus(int domid) {
    Usage sum = Usage.NONE;
    for (PersistentMap.Entry<Integer, Edit> entry : edits) {
      if (entry.value() instanceof Edit.Create create && create.permissions().owner() == domid) {
        sum = sum.plus(1, State.size(create.path().name(), create.value(), create.permissions()));
      }
    }
    return sum;
  }

  Transaction failed() {
    return new Transaction(base, now, isDoomed, true, observed, edits, startedAfterDeaths, bytes);
  }

  /// Whether everything it relied on is in `live` as it was in the base, so that doing its edits
  /// there is the same as having done it all now.
  boolean holdsIn(Tree live) {
    if (live.root() == base.root()) return true;
    for (PersistentMap.Entry<NodePath, Integer> entry : observed) {
      if (!same(base.get(entry.key()), live.get(entry.key()), entry.value())) return false;
    }
    return true;
  }

  private static boolean same(@Nullable Node was, @Nullable Node is, int what) {
    if (was == is) return true;
    if (was == null || is == null) return false;
    if ((what & VALUE) != 0 && !was.value().equals(is.value())) return false;
    if ((what & PERMISSIONS) != 0 && !was.permissions().equals(is.permissions())) return false;
    return (what & CHILDREN) == 0 || sameNames(was, is);
  }

  private static boolean sameNames(Node was, Node is) {
    boolean[] same = {true};
    was.children()
        .difference(
            is.children(), (name, before, after) -> same[0] &= before != null && after != null);
    return same[0];
  }
}
