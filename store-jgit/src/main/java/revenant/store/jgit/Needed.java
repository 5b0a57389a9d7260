package revenant.store.jgit;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import revenant.api.store.Checkpoint;

/// Collects the objects that must stay when packs are rewritten. Walks on a stack of its own.
final class Needed {
  /// Which objects are looked at.
  @FunctionalInterface
  interface Filter {
    /// Whether a pack that is rewritten has `id`.
    boolean has(ObjectId id) throws IOException;
  }

  /// @param path a number that versions of the same folder share
  private record Folder(ObjectId id, int path, boolean isWhole) {}

  private record Found(RevObject object, int path) {}

  private final Packs packs;
  private final RevWalk walk;
  private final RevFlag seen;
  private final Filter sources;
  private final BooleanSupplier isOver;
  private final List<Found> found = new ArrayList<>();
  private final ArrayDeque<Folder> folders = new ArrayDeque<>();

  /// @param sources only what it has is collected
  /// @param isOver asked now and then; true ends the walk with an exception
  Needed(Packs packs, RevWalk walk, Filter sources, BooleanSupplier isOver) {
    this.packs = packs;
    this.walk = walk;
    this.sources = sources;
    this.isOver = isOver;
    seen = walk.newFlag("seen");
  }

  /// What was found, each folder before what is in it: the order in which a start reads.
  List<RevObject> objects() {
    return found.stream().map(Found::object).toList();
  }

  /// What was found, the versions of a folder beside each other: JGit looks for differences only
  /// among neighbours.
  List<RevObject> objectsByPath() {
    return found.stream().sorted(Comparator.comparingInt(Found::path)).map(Found::object).toList();
  }

  /// What the newest checkpoint needs beside the commits. Before any commit: a folder that was
  /// walked through as a whole is not walked again.
  void addCheckpoint(Tip tip) throws IOException {
    mark(tip.id(), Constants.OBJ_TREE, 0);
    mark(tip.root(), Constants.OBJ_TREE, 0);
    TreeEntries top = new TreeEntries(packs.read(tip.id(), Constants.OBJ_TREE));
    while (top.next()) if (!top.isFolder()) mark(top.id(), Constants.OBJ_BLOB, 0);
    TreeEntries root = new TreeEntries(packs.read(tip.root(), Constants.OBJ_TREE));
    while (root.next()) {
      boolean isHidden = root.isFolder() && root.name().equals(Checkpoint.HIDDEN);
      if (isHidden && mark(root.id(), Constants.OBJ_TREE, 1)) {
        folders.push(new Folder(root.id(), 1, true));
      }
      if (!root.isFolder()) mark(root.id(), Constants.OBJ_BLOB, 0);
    }
    walkFolders();
  }

  /// A commit and what is new in its tree. A folder that the rewritten packs do not have is in an
  /// older one, with all below it. The tree itself may have been seen without being walked through:
  /// where nothing is hidden, the checkpoint has the same.
  void addCommit(ObjectId commit, ObjectId tree) throws IOException {
    mark(commit, Constants.OBJ_COMMIT, 0);
    if (sources.has(tree)) {
      mark(tree, Constants.OBJ_TREE, 0);
      folders.push(new Folder(tree, 0, false));
    }
    walkFolders();
  }

  private void walkFolders() throws IOException {
    while (!folders.isEmpty()) {
      if (isOver.getAsBoolean()) throw new CancellationException();
      Folder folder = folders.pop();
      TreeEntries entries = new TreeEntries(packs.read(folder.id, Constants.OBJ_TREE));
      while (entries.next()) {
        ObjectId id = entries.id();
        int path = folder.path * 31 + entries.name().hashCode();
        if (!entries.isFolder()) mark(id, Constants.OBJ_BLOB, path);
        else if ((folder.isWhole || sources.has(id)) && mark(id, Constants.OBJ_TREE, path)) {
          folders.push(new Folder(id, path, folder.isWhole));
        }
      }
    }
  }

  /// Collects an object; true if it was not seen before.
  private boolean mark(ObjectId id, int type, int path) throws IOException {
    RevObject object = walk.lookupAny(id, type);
    if (object.has(seen)) return false;
    object.add(seen);
    if (sources.has(id)) found.add(new Found(object, path));
    return true;
  }
}
