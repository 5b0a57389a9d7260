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
/// @param base the tree at the start; of a doomed one the live tree that it was laid over last
/// @param now the same with the first `done` of the transaction's own edits
/// @param done how many of them; the others wait until somebody looks for what came of them: mostly
///   a transaction ends before, and what it did is done again on the live tree
/// @param isDoomed whether it can only end in EAGAIN
/// @param hasFailed whether an operation in it ran into a limit, so that it can not be committed
/// @param observed for each path what it relied on, as a sum of the constants below
/// @param deeds what it did
/// @param startedAfterDeaths how many domains had died when it began
record Transaction(
    Tree base,
    Tree now,
    int done,
    boolean isDoomed,
    boolean hasFailed,
    PersistentMap<NodePath, Integer> observed,
    Deeds deeds,
    long startedAfterDeaths) {
  /// It relied on the node being there, or not.
  static final int EXISTENCE = 1;

  /// It relied on the value.
  static final int VALUE = 2;

  /// It relied on the permissions.
  static final int PERMISSIONS = 4;

  /// It relied on which children there are.
  static final int CHILDREN = 8;

  /// It made the missing node on the way to one below, and had gone on through one that is there.
  static final int WAY = 16;

  static Transaction begin(Tree tree, long deaths) {
    return begin(tree, false, deaths);
  }

  static Transaction doomed(Tree tree, long deaths) {
    return begin(tree, true, deaths);
  }

  private static Transaction begin(Tree tree, boolean isDoomed, long deaths) {
    return new Transaction(
        tree, tree, 0, isDoomed, false, PersistentMap.empty(), Deeds.NONE, deaths);
  }

  Transaction observing(NodePath path, int what) {
    Integer known = observed.get(path);
    int all = known == null ? what : known | what;
    if (known != null && known == all) return this;
    return new Transaction(
        base, now, done, isDoomed, hasFailed, observed.with(path, all), deeds, startedAfterDeaths);
  }

  Transaction edited(Edit edit) {
    return new Transaction(
        base, now, done, isDoomed, hasFailed, observed, deeds.with(edit), startedAfterDeaths);
  }

  /// The same where `now` is what came of all its edits.
  Transaction caughtUp() {
    int count = deeds.edits().size();
    if (done == count) return this;
    Tree after = now;
    for (int i = done; i < count; i++) {
      Edit edit = deeds.edit(i);
      after = isDoomed ? Leniency.edited(after, edit) : View.edited(after, edit);
    }
    return seeing(base, after, count);
  }

  /// A doomed one over the tree of now, which it saw already unless that changed since.
  Transaction over(Tree live) {
    return live.root() == base.root() ? this : seeing(live, live, 0);
  }

  private Transaction seeing(Tree start, Tree after, int count) {
    return new Transaction(
        start, after, count, isDoomed, hasFailed, observed, deeds, startedAfterDeaths);
  }

  Transaction failed() {
    return new Transaction(base, now, done, isDoomed, true, observed, deeds, startedAfterDeaths);
  }

  /// Whether everything it relied on is in `live` as it was in the base, so that doing its edits
  /// there is the same as having done it all now.
  boolean holdsIn(Tree live) {
    if (live.root() == base.root()) return true;
    for (PersistentMap.Entry<NodePath, Integer> entry : observed) {
      if (!same(base.get(entry.key()), live.get(entry.key()), entry.value())) return false;
    }
    for (Edit edit : deeds) if (!isAsMade(edit, live)) return false;
    return true;
  }

  boolean isOnTheWay(NodePath path) {
    Integer known = observed.get(path);
    return known != null && (known & WAY) != 0;
  }

  /// Whether a node that somebody else made meanwhile on the same way gives what is below it the
  /// same permissions.
  private boolean isAsMade(Edit edit, Tree live) {
    if (!(edit instanceof Edit.Create create) || create.isTold()) return true;
    if (base.contains(create.path())) return true;
    Node is = live.get(create.path());
    return is == null || is.permissions().equals(create.permissions());
  }

  private static boolean same(@Nullable Node was, @Nullable Node is, int what) {
    if (was == is) return true;
    if (is == null) return false;
    if (was == null) return what == WAY || (what == (WAY | VALUE) && is.value().length() == 0);
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
