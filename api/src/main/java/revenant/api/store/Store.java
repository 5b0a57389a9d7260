package revenant.api.store;

import java.io.IOException;
import java.util.Optional;

/// An open store. It keeps checkpoints, each a whole immutable tree, and perhaps history. It is not
/// on the way of a reply: the server's journal is, and a checkpoint may lag behind it.
///
/// All calls come from one thread, the checkpointer's, and may block. After an `IOException` the
/// server closes the store, opens it again and hands it the newest tree; a store need not survive
/// its own failures, only never show a checkpoint that is not whole.
public interface Store extends AutoCloseable {
  /// The newest checkpoint that was saved whole; empty in a new store. Half-written ones are
  /// skipped.
  ///
  /// @throws IOException if there is a checkpoint that can no longer be read: one line that says
  ///   which file, and what to do
  Optional<Checkpoint> load() throws IOException;

  /// Saves a checkpoint: all or nothing, and safe from a kill of the process when the call returns.
  ///
  /// @param next what the next [#load()] returns
  /// @param changes how `next` differs from the checkpoint that this instance loaded or saved last,
  ///   or from nothing
  /// @param causes the requests that led from there to here; where there are some, history tells of
  ///   them even if nothing of it shows in the tree, such as that a crash was recovered
  /// @throws IOException if it could not be saved; the checkpoint before stays loadable
  void save(Checkpoint next, Changes changes, Causes causes) throws IOException;

  /// What the store's files take of the persistent area now, in bytes.
  long bytesOnArea() throws IOException;

  /// Collects garbage and trims history to its bounds. Called when there is nothing to save.
  ///
  /// @param until when to be back; what is not done by then is done in a later call
  void tidy(Deadline until) throws IOException;

  /// What happened before, if the store keeps that.
  default Optional<History> history() {
    return Optional.empty();
  }

  /// Gives the files up. Nothing is lost if it is never called.
  @Override
  void close() throws IOException;
}
