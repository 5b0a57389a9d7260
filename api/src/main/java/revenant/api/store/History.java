package revenant.api.store;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import revenant.api.tree.Tree;

/// What a store remembers of the past. Called from the checkpointer's thread, like its store.
public interface History {
  /// A saved state in the past.
  ///
  /// @param id the store's own name for it, such as a commit's
  /// @param when when the newest request behind it was executed
  /// @param journalPosition the position that its checkpoint carried
  /// @param what its causes in words, as the store wrote them down
  record Moment(String id, Instant when, long journalPosition, String what) {}

  /// The newest moments, newest first.
  ///
  /// @param limit how many at most
  List<Moment> newest(int limit) throws IOException;

  /// The tree at `moment`, without what is hidden (see [Checkpoint#HIDDEN]).
  ///
  /// @throws IOException if it was trimmed, or cannot be read
  Tree at(Moment moment) throws IOException;
}
