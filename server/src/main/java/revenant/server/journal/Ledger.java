package revenant.server.journal;

import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.engine.State;

/// What the loop needs of whatever makes its decisions durable. Called by the thread that owns the
/// state.
public interface Ledger {
  /// Remembers, for the next start, that the request at `position` of `session`'s input is about to
  /// be executed (a word in the area; two starts in a row that died on the same value refuse that
  /// request).
  void executing(long session, long position);

  /// Whether this request was being executed when the two last processes died, so that it must be
  /// answered EIO instead.
  boolean isDeadly(long session, long position);

  /// Whether answering EIO killed a process too, so that whoever sent this request must not be
  /// served any more.
  boolean isHopeless(long session, long position);

  /// Keeps such a request for whoever wants to know why, in place of the one before, and suspects
  /// nobody any more: what its connection sends when it began anew has other positions.
  ///
  /// @return where it is, for the operator
  String giveUp(Bytes packet);

  /// Whether a state whose tree needs `bytes` bytes could still be saved whole.
  boolean admits(long bytes);

  /// Makes one turn's entries durable, as one record: after it returns a crash loses none of it,
  /// before that all of it. Hands `after`, the state they lead to, to the checkpointer. Keeps
  /// `entries`, which must not change any more.
  void append(List<Entry> entries, State after);

  /// Returns when everything that was appended is as durable as the operator asked for
  /// (`--ack=store` waits for the store here).
  void settle();

  /// Whether that takes so long that whoever is ready should wait for it together.
  default boolean isSlow() {
    return false;
  }
}
