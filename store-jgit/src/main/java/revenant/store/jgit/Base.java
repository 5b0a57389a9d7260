package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import revenant.api.store.Checkpoint;

/// Writes the pack that the history begins with: all that the tree of its first commit is made of,
/// and what the newest checkpoint needs beside the commits. Objects are copied one by one, each
/// folder before what is in it, the order in which a start reads: of a million of them only the
/// names are in memory.
final class Base {
  private final Packs packs;
  private final NewPack pack;
  private final BooleanSupplier isOver;
  private final ArrayDeque<ObjectId> folders = new ArrayDeque<>();

  private Base(Packs packs, NewPack pack, BooleanSupplier isOver) {
    this.packs = packs;
    this.pack = pack;
    this.isOver = isOver;
  }

  /// Writes the pack and puts it in its place.
  ///
  /// @param tree that of `commit`
  /// @param isOver asked now and then
  /// @throws CancellationException if `isOver` says that there is no time left
  static Path write(
      GitFolder git, Packs packs, ObjectId commit, ObjectId tree, Tip tip, BooleanSupplier isOver)
      throws IOException {
    try (NewPack pack = new NewPack(git)) {
      Base base = new Base(packs, pack, isOver);
      base.copy(commit, Constants.OBJ_COMMIT);
      base.copyWhole(tree);
      base.copyCheckpoint(tip);
      return pack.finish();
    }
  }

  /// After the commit: of the checkpoint's folder only what is in itself is copied, and of one that
  /// is in the pack already it is believed that all below it is, too.
  private void copyCheckpoint(Tip tip) throws IOException {
    copyFlat(tip.id());
    TreeEntries root = copyFlat(tip.root());
    while (root.next()) {
      if (root.isFolder() && root.name().equals(Checkpoint.HIDDEN)) copyWhole(root.id());
    }
  }

  /// A folder and the files in it.
  private TreeEntries copyFlat(ObjectId folder) throws IOException {
    byte[] content = copy(folder, Constants.OBJ_TREE);
    TreeEntries entries = new TreeEntries(content);
    while (entries.next()) if (!entries.isFolder()) copy(entries.id(), Constants.OBJ_BLOB);
    return new TreeEntries(content);
  }

  private void copyWhole(ObjectId root) throws IOException {
    folders.push(root);
    while (!folders.isEmpty()) {
      if (isOver.getAsBoolean()) throw new CancellationException();
      ObjectId folder = folders.pop();
      if (pack.has(folder)) continue;
      TreeEntries entries = copyFlat(folder);
      while (entries.next()) if (entries.isFolder()) folders.push(entries.id());
    }
  }

  private byte[] copy(ObjectId id, int type) throws IOException {
    byte[] content = packs.read(id, type);
    pack.add(type, content);
    return content;
  }
}
