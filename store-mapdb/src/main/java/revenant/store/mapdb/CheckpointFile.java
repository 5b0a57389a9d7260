package revenant.store.mapdb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.mapdb.BTreeMap;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;

/// The newest checkpoint in a MapDB tree map: an entry for each node, and one for the [Summary].
/// MapDB is never told to close: that would be a change of the file outside a save.
final class CheckpointFile implements AutoCloseable {
  private static final String MAP = "nodes";
  private static final byte[] SUMMARY = {};
  // A longer value is a record of its own, or a change of its neighbours would write it again.
  private static final int INLINE_BYTES_MAX = 256;
  private static final byte INLINE = 0;
  private static final byte APART = 1;
  // What MapDB needs for a map with hardly anything in it.
  private static final long BYTES_LEAST = 3 << 20;

  private final Path path;
  private final PagedVolume volume;
  private final UndoLog undo;
  private final DB db;
  private final BTreeMap<byte[], byte[]> map;
  private long nodes;
  private Summary summary;

  /// A file whose first save is still to be committed.
  CheckpointFile(
      Path path,
      PagedVolume volume,
      UndoLog undo,
      DB db,
      BTreeMap<byte[], byte[]> map,
      Summary summary) {
    this.path = path;
    this.volume = volume;
    this.undo = undo;
    this.db = db;
    this.map = map;
    this.summary = summary;
    nodes = summary.nodes();
  }

  /// The file at `path`, whole as the last save left it.
  ///
  /// @throws IOException if it is not
  static CheckpointFile open(Path path, UndoLog undo, Runnable step) throws IOException {
    PagedVolume volume = PagedVolume.open(path, undo, step);
    try {
      DB db = database(volume, true);
      BTreeMap<byte[], byte[]> map = maker(db).open();
      byte @Nullable [] summary = map.get(SUMMARY);
      if (summary == null) throw new IllegalStateException("no summary");
      Summary read = Summary.read(Arrays.copyOfRange(summary, 1, summary.length));
      return new CheckpointFile(path, volume, undo, db, map, read);
    } catch (RuntimeException | AssertionError e) {
      volume.close();
      throw Damage.of(path, "the index", e);
    }
  }

  static DB database(PagedVolume volume, boolean exists) {
    return DBMaker.volumeDB(volume, exists).concurrencyDisable().make();
  }

  static DB.TreeMapMaker<byte[], byte[]> maker(DB db) {
    return db.treeMap(MAP, Serializer.BYTE_ARRAY_DELTA2, Serializer.BYTE_ARRAY);
  }

  /// What stands in the map for `value`.
  static byte[] stored(DB db, byte[] value) {
    if (value.length > INLINE_BYTES_MAX) {
      long record = db.getStore().put(value, Serializer.BYTE_ARRAY_NOSIZE);
      return ByteBuffer.allocate(1 + Long.BYTES).put(APART).putLong(record).array();
    }
    return ByteBuffer.allocate(1 + value.length).put(INLINE).put(value).array();
  }

  private static long record(byte[] stored) {
    return ByteBuffer.wrap(stored).getLong(1);
  }

  private byte[] value(byte[] stored) {
    if (stored[0] == INLINE) return Arrays.copyOfRange(stored, 1, stored.length);
    byte[] value = db.getStore().get(record(stored), Serializer.BYTE_ARRAY_NOSIZE);
    if (value == null) throw new IllegalStateException("a value is missing");
    return value;
  }

  /// The checkpoint in the file.
  ///
  /// @throws IOException if it cannot be read
  Checkpoint load() throws IOException {
    try {
      TreeBuilder builder = new TreeBuilder();
      for (Map.Entry<byte[], byte[]> entry : map.getEntries())
        if (entry.getKey().length > 0) builder.add(entry.getKey(), value(entry.getValue()));
      Tree tree = builder.tree();
      if (tree.count() != summary.nodes()) throw new IllegalStateException("nodes are missing");
      return new Checkpoint(summary.area(), summary.journalPosition(), summary.format(), tree);
    } catch (RuntimeException | AssertionError e) {
      throw Damage.of(path, "the index", e);
    }
  }

  /// Saves `next`, which differs from what is in the file by `changes`.
  void save(Checkpoint next, Changes changes) throws IOException {
    undo.begin(volume.fileBytes());
    volume.begin();
    commit(next, changes);
    undo.end();
  }

  /// Brings the file from an older tree to `next`.
  void commit(Checkpoint next, Changes changes) throws IOException {
    try {
      changes.visit(new Applier());
      if (nodes != next.tree().count())
        throw new IllegalStateException("the changes do not lead to the tree");
      summary = Summary.of(next, summary.builtFileBytes(), summary.builtTreeBytes());
      map.put(SUMMARY, stored(db, summary.toBytes()));
      db.commit();
      volume.seal();
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    } catch (RuntimeException | AssertionError e) {
      throw new IOException(path + ": the checkpoint could not be saved: " + e, e);
    }
  }

  /// Puts each difference into the map.
  private final class Applier implements Tree.DifferenceVisitor {
    @Override
    public void added(NodePath path, Node node) {
      Tree.walk(path, node, this::put);
    }

    @Override
    public void removed(NodePath path, Node node) {
      Tree.walk(path, node, (below, gone) -> remove(below));
    }

    @Override
    public void changed(NodePath path, Node before, Node after) {
      put(path, after);
    }

    private void put(NodePath path, Node node) {
      byte[] old = map.put(Entries.key(path), stored(db, Entries.value(node)));
      if (old == null) nodes++;
      else forget(old);
    }

    private void remove(NodePath path) {
      byte[] old = map.remove(Entries.key(path));
      if (old == null) throw new IllegalStateException("nothing at " + path);
      forget(old);
      nodes--;
    }

    private void forget(byte[] stored) {
      if (stored[0] == APART) db.getStore().delete(record(stored), Serializer.BYTE_ARRAY_NOSIZE);
    }
  }

  /// How long the file is.
  long fileBytes() {
    return volume.fileBytes();
  }

  /// Whether the file is more than twice as long as it would be if it were written anew.
  boolean isBloated(Tree tree, long bytesMax) {
    double grown = (double) tree.root().bytes() / summary.builtTreeBytes();
    double needed = BYTES_LEAST + summary.builtFileBytes() * grown;
    double allowed = volume.fileBytes() > bytesMax ? 1.25 : 2;
    return volume.fileBytes() > allowed * needed;
  }

  /// Gives the file up as it is.
  @Override
  public void close() {
    volume.close();
  }
}
