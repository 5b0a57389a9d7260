package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;

/// Writes nodes as git trees: a node is a folder. Of a node that was saved before, only what is
/// different is looked at and written: its old tree object is read, and the entries that changed
/// are replaced in it. So nothing has to be remembered of what was saved but the root's id.
///
/// A tree object is written after those below it, on a stack of our own: paths may be deep.
final class TreeWriter {
  /// A folder on the way from the root to what is being written.
  private static final class Open {
    final @Nullable TreeChange change;
    final @Nullable ObjectId old;
    final byte[] raw;
    final List<TreeChange> changes;
    int next;

    Open(
        @Nullable TreeChange change, @Nullable ObjectId old, byte[] raw, List<TreeChange> changes) {
      this.change = change;
      this.old = old;
      this.raw = raw;
      this.changes = changes;
    }
  }

  private final Packs packs;
  private final NewPack pack;
  private final ArrayDeque<Open> stack = new ArrayDeque<>();
  private byte[] written = TreeEntries.NONE;

  TreeWriter(Packs packs, NewPack pack) {
    this.packs = packs;
    this.pack = pack;
  }

  /// Writes `after`, which was `before` and the tree object `old` when it was saved last.
  ObjectId write(@Nullable ObjectId old, @Nullable Node before, Node after) throws IOException {
    stack.push(open(null, old, before, after));
    while (true) {
      Open folder = stack.element();
      if (folder.next < folder.changes.size()) {
        descend(folder, folder.changes.get(folder.next++));
      } else {
        ObjectId id = close(folder);
        stack.pop();
        if (folder.change == null) return id;
        folder.change.id = id;
      }
    }
  }

  private void descend(Open folder, TreeChange change) throws IOException {
    if (change.after == null) return;
    ObjectId old = change.before == null ? null : TreeEntries.idOf(folder.raw, change);
    stack.push(open(change, old, change.before, change.after));
  }

  private Open open(
      @Nullable TreeChange change, @Nullable ObjectId old, @Nullable Node before, Node after)
      throws IOException {
    byte[] raw = old == null ? TreeEntries.NONE : packs.read(old, Constants.OBJ_TREE);
    List<TreeChange> changes = changes(before, after);
    TreeEntries.locate(raw, changes);
    return new Open(change, old, raw, changes);
  }

  private List<TreeChange> changes(@Nullable Node before, Node after) throws IOException {
    List<TreeChange> changes = new ArrayList<>();
    Permissions permissions = after.permissions();
    if (before == null || !permissions.equals(before.permissions())) {
      changes.add(TreeChange.file(TreeEntries.PERMISSIONS, blob(permissions)));
    }
    Bytes value = after.value();
    if (before == null || !value.equals(before.value())) {
      ObjectId id = value.length() == 0 ? null : pack.blob(value.toArray());
      changes.add(TreeChange.file(TreeEntries.VALUE, id));
    }
    PersistentMap<String, Node> children =
        before == null ? PersistentMap.empty() : before.children();
    children.difference(
        after.children(), (name, was, is) -> changes.add(TreeChange.child(name, was, is)));
    Collections.sort(changes);
    return changes;
  }

  private ObjectId blob(Permissions permissions) throws IOException {
    return pack.blob((permissions + "\n").getBytes(US_ASCII));
  }

  private ObjectId close(Open folder) throws IOException {
    boolean isSame = folder.old != null && folder.changes.isEmpty();
    written = isSame ? folder.raw : TreeEntries.splice(folder.raw, folder.changes);
    return folder.old != null && isSame ? folder.old : pack.tree(written);
  }

  /// The content of the tree object that was written last: of the root, after [#write].
  byte[] written() {
    return written;
  }
}
