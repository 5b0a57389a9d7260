package revenant.store.mapdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import kotlin.Pair;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.tree.Tree;

/// A [CheckpointFile] that is written anew beside the old one, entry by entry in the order of the
/// keys, and takes the old one's place by a rename when it is complete. It can be left and taken up
/// again; what was saved meanwhile is added at the end. If it is not completed it is only deleted.
final class Draft {
  private static final int ENTRIES_AT_ONCE = 64;

  private final Path path;
  private final Tree tree;
  private final UndoLog undo;
  private final Runnable step;
  private final PagedVolume volume;
  private final DB db;
  private final DB.TreeMapSink<byte[], byte[]> sink;
  private final TreeEntries rest;

  Draft(Path path, Tree tree, UndoLog undo, Runnable step) throws IOException {
    this.path = path;
    this.tree = tree;
    this.undo = undo;
    this.step = step;
    volume = PagedVolume.create(path, undo, step);
    rest = new TreeEntries(tree);
    try {
      db = CheckpointFile.database(volume, false);
      sink = CheckpointFile.maker(db).createFromSink();
    } catch (UncheckedIOException e) {
      discard();
      throw e.getCause();
    }
  }

  /// Writes entries until all are there or it is time to be back.
  ///
  /// @return whether all are there
  boolean write(Deadline until) throws IOException {
    try {
      while (rest.hasNext() && !until.isOver()) writeSome();
      return !rest.hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Writes the entries that are left.
  void writeAll() throws IOException {
    try {
      while (rest.hasNext()) writeSome();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void writeSome() {
    for (int i = 0; i < ENTRIES_AT_ONCE && rest.hasNext(); i++) {
      TreeEntries.Place place = rest.next();
      byte[] value = CheckpointFile.stored(db, Entries.value(place.node()));
      sink.put(new Pair<>(Entries.key(place.path()), value));
    }
  }

  /// Completes the file with whatever `newest` has different, and puts it at `place`.
  CheckpointFile publish(Checkpoint newest, Path place) throws IOException {
    BTreeMap<byte[], byte[]> map = create();
    Checkpoint drafted =
        new Checkpoint(newest.area(), newest.journalPosition(), newest.format(), tree);
    Summary summary = Summary.of(drafted, volume.fileBytes(), tree.root().bytes());
    CheckpointFile file = new CheckpointFile(place, volume, undo, db, map, summary);
    file.commit(newest, new Changes(Optional.of(tree), newest.tree()));
    step.run();
    Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    return file;
  }

  private BTreeMap<byte[], byte[]> create() throws IOException {
    try {
      return sink.create();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// Gives up.
  void discard() throws IOException {
    volume.close();
    Files.deleteIfExists(path);
  }
}
