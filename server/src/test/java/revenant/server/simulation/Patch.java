package revenant.server.simulation;

/// Defects inside the server, each as the change of its source that makes it.
public enum Patch {
  /// Output is published, and input let go of, before the turn is in the journal.
  PUBLISHED_BEFORE_THE_JOURNAL(
      "Loop",
      "    commit();\n    isFirstTurn = false;\n    rings.settle(this, context);\n    publish();\n",
      "    publish();\n    commit();\n    isFirstTurn = false;\n    rings.settle(this, context);\n"),
  /// A guest is answered before what it asked for is in the journal.
  ACKNOWLEDGED_BEFORE_THE_JOURNAL(
      "Loop",
      "    // If another deadly request came before",
      "    publish(client, state.session(client.session()));\n    //"),
  /// req_cons moves as soon as input was read.
  INPUT_LET_GO_BEFORE_THE_JOURNAL(
      "Loop",
      "    in.flip();\n    if (count",
      """
          in.flip();
          if (count > 0) client.link().consumed(session.consumed() + count);
          if (count\
      """),
  /// Only those are found dead whom this process knew alive.
  DOWNTIME_NOT_MADE_UP_FOR(
      "Rings",
      "    for (int domid : dead) {",
      """
          dead.removeIf(domid -> !attached.containsKey(domid));
          for (int domid : dead) {\
      """),
  /// What the dead owned is still counted.
  NOT_RECOUNTED(
      "engine/Burial",
      "            rest.usage(),\n",
      "            domid == 0 ? rest.usage() : state.usage().without(domid),\n"),
  /// A node that is written is counted again.
  COUNTED_TWICE(
      "engine/State",
      "if (old != null) counted = counted(counted, path, old.value(), old.permissions(), -1);",
      ""),
  /// A doomed transaction ends as if there were none such.
  DOOMED_ARE_UNKNOWN(
      "engine/Transactions",
      "if (transaction.isDoomed()) throw new Refusal(Errno.EAGAIN);",
      "if (transaction.isDoomed()) throw new Refusal(Errno.ENOENT);"),
  /// A doomed transaction is committed.
  DOOMED_ARE_COMMITTED(
      "engine/Transactions", "if (transaction.isDoomed()) throw new Refusal(Errno.EAGAIN);", ""),
  /// The id of a transaction that was dropped is still known.
  DROPPED_IDS_ARE_KNOWN(
      "engine/Transactions",
      "    execution.apply(new Change.TransactionEnded(session.id(), id));",
      "    if (isCommit) execution.apply(new Change.TransactionEnded(session.id(), id));"),
  /// Transactions that saw what is not there any more are committed.
  CONFLICTS_NOT_NOTICED(
      "engine/Transactions",
      "if (!transaction.holdsIn(execution.state().tree()))",
      "if (transaction.deeds().bytes() < 0)"),
  /// Values that a transaction read may change meanwhile.
  READ_VALUES_NOT_RELIED_ON(
      "engine/Nodes",
      "return readable(path, Transaction.VALUE).value();",
      "return readable(path, 0).value();"),
  /// Watchers are told what a dropped transaction did.
  DROPPED_TRANSACTIONS_TOLD(
      "engine/Transactions",
      "    if (!isCommit) return;\n",
      """
          if (!isCommit) {
            for (Edit edit : transaction.deeds())
              Events.fire(execution, edit, execution.state().tree());
            return;
          }
      """),
  /// Watchers are told what they may not read.
  SECRETS_TOLD(
      "engine/Events",
      "    if (session.isPrivileged()) return true;\n    Caller",
      "    if (session.id() >= 0) return true;\n    Caller"),
  /// Who watches something below a removed node is not told.
  REMOVALS_BELOW_NOT_TOLD(
      "engine/Events", "    if (isRemoval) {", "    if (isRemoval && path.isRoot()) {"),
  /// Nobody is told that a domain died.
  DEATHS_NOT_TOLD(
      "engine/DomainRequests",
      "    if (wasIntroduced) Events",
      "    if (domid < 0 && wasIntroduced) Events"),
  /// The watches of the dead are left.
  WATCHES_OF_THE_DEAD_LEFT(
      "engine/State",
      "State cleared = session.watches().isEmpty() ? this : reset(session);",
      "State cleared = this;"),
  /// Permissions still name the dead.
  PERMISSIONS_FOR_THE_DEAD_LEFT(
      "engine/Burial", "              else rest[0] = stripped(rest[0], path, node, domid);\n", ""),
  /// The nodes of the dead are left.
  NODES_OF_THE_DEAD_LEFT(
      "engine/Burial",
      "if (isRemoved) rest[0] = rest[0].with(new Change.Removed(path));\n",
      "if (isRemoved) return;\n");

  private final String file;
  private final String text;
  private final String replacement;

  Patch(String file, String text, String replacement) {
    this.file = file;
    this.text = text;
    this.replacement = replacement;
  }

  /// The file that it changes, below the sources of the server's own package.
  public String file() {
    return file + ".java";
  }

  /// The source after it.
  public String applied(String source) {
    int at = source.indexOf(text);
    boolean isOne = at >= 0 && source.indexOf(text, at + 1) < 0;
    if (!isOne) throw new IllegalStateException(this + " does not apply to " + file());
    return source.replace(text, replacement);
  }
}
