package revenant.store.mapdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;

/// Keeps the newest checkpoint, without history, in three files: the checkpoint, the pages that a
/// save under way has overwritten in it, and, while it is written anew, the next one.
///
/// Wherever the process is killed, the next open finds the checkpoint before the save or the one
/// after it: either the undo log says that the save did not end, and its pages are put back, or it
/// says that it did. A new file counts from its rename on.
final class MapDbStore implements Store {
  private static final int PAGE_BYTES = 4096;

  private final Path current;
  private final Path next;
  private final Path undoPath;
  private final StoreOptions options;
  private final Runnable step;
  private final UndoLog undo;
  private @Nullable CheckpointFile file;
  private @Nullable Draft draft;
  private @Nullable Checkpoint newest;
  private boolean failed;

  /// @param step called before each step that a kill may precede
  MapDbStore(Path folder, StoreOptions options, Runnable step) throws IOException {
    this.options = options;
    this.step = step;
    current = folder.resolve("checkpoint.mapdb");
    next = folder.resolve("checkpoint.next");
    undoPath = folder.resolve("checkpoint.undo");
    Files.deleteIfExists(next);
    undo = new UndoLog(undoPath, step);
    try {
      undo.undo(current);
    } catch (IOException | RuntimeException | Error e) {
      undo.close();
      throw e;
    }
  }

  @Override
  public Optional<Checkpoint> load() throws IOException {
    requireWhole();
    if (file == null && !Files.exists(current)) return Optional.empty();
    newest = file().load();
    return Optional.of(newest);
  }

  private void requireWhole() throws IOException {
    if (failed) throw new IOException(current + ": closed after a failure; open the store again");
  }

  private CheckpointFile file() throws IOException {
    CheckpointFile open = file;
    if (open == null) {
      open = CheckpointFile.open(current, undo, step);
      file = open;
    }
    return open;
  }

  @Override
  public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
    requireWhole();
    boolean done = false;
    try {
      if (changes.since().isEmpty()) replace(next);
      else file().save(next, changes);
      newest = next;
      done = true;
    } finally {
      if (!done) giveUp();
    }
  }

  private void replace(Checkpoint checkpoint) throws IOException {
    discardDraft();
    Draft whole = new Draft(next, checkpoint.tree(), undo, step);
    try {
      whole.writeAll();
      publish(whole, checkpoint);
    } catch (IOException | RuntimeException e) {
      whole.discard();
      throw e;
    }
  }

  private void publish(Draft complete, Checkpoint checkpoint) throws IOException {
    CheckpointFile old = file;
    file = complete.publish(checkpoint, current);
    if (old != null) old.close();
  }

  private void discardDraft() throws IOException {
    Draft started = draft;
    draft = null;
    if (started != null) started.discard();
  }

  /// What is half-written stays so until the next open undoes it.
  private void giveUp() throws IOException {
    failed = true;
    close();
  }

  @Override
  public long bytesOnArea() throws IOException {
    long bytes = 0;
    for (Path path : List.of(current, next, undoPath))
      if (Files.exists(path)) bytes += -Math.floorDiv(-Files.size(path), PAGE_BYTES) * PAGE_BYTES;
    return bytes;
  }

  /// Writes the file anew if it has grown out of proportion: MapDB gives no room back, and keeps
  /// empty leaves where all keys of a range are gone.
  @Override
  public void tidy(Deadline until) throws IOException {
    CheckpointFile open = file;
    Checkpoint saved = newest;
    if (open == null || saved == null) return;
    try {
      if (draft == null && !begin(open, saved)) return;
      Draft started = draft;
      if (started == null || !started.write(until)) return;
      publish(started, saved);
      draft = null;
    } catch (IOException e) {
      // No room for two files: the long one goes on serving.
      discardDraft();
    }
  }

  private boolean begin(CheckpointFile open, Checkpoint saved) throws IOException {
    long room = Files.getFileStore(current).getUsableSpace();
    if (!open.isBloated(saved.tree(), options.bytesMax()) || room < open.fileBytes()) return false;
    draft = new Draft(next, saved.tree(), undo, step);
    return true;
  }

  @Override
  public void close() throws IOException {
    CheckpointFile open = file;
    file = null;
    if (open != null) open.close();
    discardDraft();
    undo.close();
  }
}
