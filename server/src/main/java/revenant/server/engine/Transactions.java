package revenant.server.engine;

import java.util.HashSet;
import java.util.Set;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.server.wire.Errno;

/// Beginning and ending transactions (xenstore.txt, "Transactions"). A commit costs what the
/// transaction did, and conflicts only where no order of execution would have given the same
/// answers.
final class Transactions {
  private static final int ID_END = 1 << 30;

  private Transactions() {}

  /// Begins one and tells its id: per connection the next that is free, below 2^30 so that 31-bit
  /// clients can hold it.
  static int start(Execution execution, int current) {
    if (current != 0) throw new Refusal(Errno.EBUSY);
    Session session = execution.session();
    boolean isTooMany =
        !session.isPrivileged()
            && execution.limits().forbids(Quota.TRANSACTIONS, session.transactions().size() + 1L);
    if (isTooMany) throw new Refusal(Errno.ENOSPC);
    int id = wrapped(session.nextTransaction());
    while (session.transactions().contains(id)) id = wrapped(id + 1);
    execution.apply(new Change.TransactionOpened(session.id(), id));
    return id;
  }

  private static int wrapped(int id) {
    return id <= 0 || id >= ID_END ? 1 : id;
  }

  /// Ends one; its id is unknown afterwards, whatever the answer.
  static void end(Execution execution, int id, boolean isCommit) {
    Session session = execution.session();
    Transaction transaction = session.transactions().get(id);
    if (transaction == null) throw new Refusal(Errno.ENOENT);
    execution.apply(new Change.TransactionEnded(session.id(), id));
    execution.secure();
    if (!isCommit) return;
    if (transaction.isDoomed()) throw new Refusal(Errno.EAGAIN);
    if (transaction.hasFailed()) throw new Refusal(Errno.ENOMEM);
    if (!transaction.holdsIn(execution.state().tree())) throw new Refusal(Errno.EAGAIN);
    commit(execution, transaction);
  }

  private static void commit(Execution execution, Transaction transaction) {
    Tree before = execution.state().tree();
    Usage usage = execution.state().usageOf(execution.session().domid());
    for (Edit edit : transaction.deeds())
      Committed.apply(execution, withoutTheDead(execution, transaction, edit));
    checkUsage(execution, usage);
    checkSizes(execution, transaction, before);
    Set<NodePath> told = new HashSet<>();
    for (Edit edit : transaction.deeds()) {
      boolean isFirst = edit.isTold() && (edit instanceof Edit.Remove || told.add(edit.path()));
      if (isFirst && isSeen(edit, before, execution.state().tree()))
        Events.fire(execution, edit, before);
    }
  }

  /// Whether others can see of an edit that it was: not of a node that the transaction both made
  /// and removed.
  private static boolean isSeen(Edit edit, Tree before, Tree after) {
    if (before.contains(edit.path())) return true;
    return !(edit instanceof Edit.Remove) && after.contains(edit.path());
  }

  /// What a domain that died meanwhile was granted in the transaction must not reach the next
  /// domain with its domid (XSA-322).
  private static Edit withoutTheDead(Execution execution, Transaction transaction, Edit edit) {
    return switch (edit) {
      case Edit.Create create -> {
        Permissions living = living(execution, transaction, create.permissions());
        yield new Edit.Create(create.path(), create.value(), living, create.isTold());
      }
      case Edit.SetPermissions(NodePath path, Permissions permissions) ->
          new Edit.SetPermissions(path, living(execution, transaction, permissions));
      case Edit.SetValue value -> value;
      case Edit.Remove remove -> remove;
    };
  }

  private static Permissions living(
      Execution execution, Transaction transaction, Permissions permissions) {
    if (execution.state().deaths() == transaction.startedAfterDeaths()) return permissions;
    Permissions living = permissions;
    for (Permission entry : permissions.entries()) {
      if (!hasDied(execution, transaction, entry.domid())) continue;
      // Another has its domid now, and which of both is meant cannot be told.
      if (execution.context().domains().identity(entry.domid()).isPresent())
        throw new Refusal(Errno.EAGAIN);
      living = living.without(entry.domid());
    }
    boolean isOwnerDead = hasDied(execution, transaction, living.owner());
    return isOwnerDead ? living.withOwner(State.CONTROL_DOMAIN) : living;
  }

  private static boolean hasDied(Execution execution, Transaction transaction, int domid) {
    Long death = execution.state().died().get(domid);
    return death != null && death > transaction.startedAfterDeaths();
  }

  private static void checkUsage(Execution execution, Usage before) {
    Session session = execution.session();
    if (session.isPrivileged()) return;
    Usage after = execution.state().usageOf(session.domid());
    boolean isTooMany =
        after.nodes() > before.nodes() && execution.limits().forbids(Quota.NODES, after.nodes());
    boolean isTooMuch =
        after.bytes() > before.bytes()
            && execution.limits().forbids(Quota.MEMORY, Engine.memory(execution.state(), session));
    if (isTooMany || isTooMuch) throw new Refusal(Errno.ENOSPC);
  }

  /// Transactions that add to one node may each be small enough, and not all of them together.
  private static void checkSizes(Execution execution, Transaction transaction, Tree before) {
    if (execution.session().isPrivileged()) return;
    for (Edit edit : transaction.deeds()) {
      NodePath path = edit.path();
      checkSize(execution, path, before);
      checkSize(execution, path.parent(), before);
    }
  }

  private static void checkSize(Execution execution, NodePath path, Tree before) {
    Node node = execution.state().tree().get(path);
    Node was = before.get(path);
    if (node == null || node == was) return;
    boolean hasGrown = was == null || Nodes.size(node) > Nodes.size(was);
    if (hasGrown && execution.limits().forbids(Quota.NODE_SIZE, Nodes.size(node)))
      throw new Refusal(Errno.ENOSPC);
  }
}
