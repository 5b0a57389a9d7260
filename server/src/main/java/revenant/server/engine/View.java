package revenant.server.engine;

import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;
import revenant.server.wire.Errno;

/// The tree as a request sees it and changes it: the live one, or an open transaction's.
abstract class View {
  /// The node at `path` or null, noting what the request relies on ([Transaction#EXISTENCE] and so
  /// on).
  abstract @Nullable Node look(NodePath path, int reliance);

  /// Notes that the request relies on more of the node that [#look] found at `path`.
  abstract void rely(NodePath path, Node node, int reliance);

  /// Does `edit`, which was found to be allowed.
  abstract void edit(Edit edit);

  /// How many nodes and bytes more the domain owns here than in the live tree.
  abstract Usage surplus(int domid);

  /// Whether nothing is refused any more, because a crash took what the request builds on (G5).
  boolean isLenient() {
    return false;
  }

  /// `tree` after `edit`; an edit of a node that is not there does nothing.
  static Tree edited(Tree tree, Edit edit) {
    NodePath path = edit.path();
    Node node = tree.get(path);
    return switch (edit) {
      case Edit.SetValue set ->
          node == null ? tree : tree.withNode(path, node.withValue(set.value()));
      case Edit.SetPermissions set ->
          node == null ? tree : tree.withNode(path, node.withPermissions(set.permissions()));
      case Edit.Create create -> tree.with(path, create.value(), create.permissions());
      case Edit.Remove _ -> node == null ? tree : tree.without(path);
    };
  }

  /// The live tree: edits are changes of the state.
  static final class Live extends View {
    private final Execution execution;

    Live(Execution execution) {
      this.execution = execution;
    }

    @Override
    @Nullable Node look(NodePath path, int reliance) {
      return execution.state().tree().get(path);
    }

    @Override
    void rely(NodePath path, Node node, int reliance) {}

    @Override
    void edit(Edit edit) {
      Tree before = execution.state().tree();
      Committed.apply(execution, edit);
      Events.fire(execution, edit, before);
    }

    @Override
    Usage surplus(int domid) {
      return Usage.NONE;
    }
  }

  /// An open transaction's tree: nobody else sees its edits, and what it relies on is noted.
  static final class Open extends View {
    private static final int CONTENT = Transaction.VALUE | Transaction.CHILDREN;

    private final Execution execution;
    private final int id;
    private final long bytesBefore;
    private Transaction transaction;

    Open(Execution execution, int id, Transaction transaction) {
      this.execution = execution;
      this.id = id;
      this.bytesBefore = transaction.deeds().bytes();
      this.transaction =
          transaction.isDoomed() ? transaction.over(execution.state().tree()) : transaction;
    }

    @Override
    @Nullable Node look(NodePath path, int reliance) {
      transaction = transaction.caughtUp();
      Node node = transaction.now().get(path);
      note(path, reliance, node);
      return node;
    }

    @Override
    void rely(NodePath path, Node node, int reliance) {
      note(path, reliance, node);
    }

    /// What the transaction made, changed or removed itself it does not rely on anybody else for. A
    /// node that it made on the way to another may be somebody else's in the end.
    private void note(NodePath path, int reliance, @Nullable Node node) {
      if (transaction.isDoomed()) return;
      Node was = transaction.base().get(path);
      boolean isOwn = (was == null) != (node == null);
      if (!isOwn) observe(path, was == node ? reliance : reliance & ~transaction.deeds().own(path));
      else if (node != null && transaction.isOnTheWay(path)) observe(path, reliance & CONTENT);
    }

    private void observe(NodePath path, int reliance) {
      Transaction noted = transaction.observing(path, reliance);
      Session session = execution.session();
      boolean isTooMany =
          !session.isPrivileged()
              && execution.limits().forbids(Quota.TRANSACTION_NODES, noted.observed().size());
      if (isTooMany) throw new Refusal(Errno.ENOSPC);
      transaction = noted;
    }

    @Override
    void edit(Edit edit) {
      if (isTooMuch(edit)) {
        // No driver bears an error here (G5), and what is not kept is not kept by the end either.
        if (transaction.isDoomed()) return;
        throw new Refusal(Errno.ENOSPC);
      }
      transaction = transaction.edited(edit);
    }

    /// A domain whose transaction took all its memory could not even end it.
    private boolean isTooMuch(Edit edit) {
      Session session = execution.session();
      if (session.isPrivileged()) return false;
      long grown = transaction.deeds().bytes() - bytesBefore + edit.bytes();
      long memory = Engine.memory(execution.state(), session) + grown;
      return execution.limits().forbids(Quota.MEMORY, memory);
    }

    @Override
    Usage surplus(int domid) {
      return transaction.deeds().made(domid);
    }

    @Override
    boolean isLenient() {
      return transaction.isDoomed();
    }

    /// Puts what was seen and done back into the session, unless the request ended the transaction.
    void close(boolean hasFailed) {
      if (!execution.session().transactions().contains(id)) return;
      execution.keep(id, hasFailed ? transaction.failed() : transaction);
    }
  }
}
