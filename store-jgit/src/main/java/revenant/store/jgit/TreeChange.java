package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;

/// What becomes of one entry of a git tree object: it gets another id, or goes.
final class TreeChange implements Comparable<TreeChange> {
  /// The name, with a slash after that of a folder: what git orders entries by.
  final byte[] key;

  /// The node of a folder, as it was saved last and as it is now.
  final @Nullable Node before;

  final @Nullable Node after;

  /// What the entry holds from now on; null while that is not known, and if it goes.
  @Nullable ObjectId id;

  /// Where the entry stands in the tree object, or would stand.
  int start;

  int end;

  private TreeChange(
      String key, @Nullable Node before, @Nullable Node after, @Nullable ObjectId id) {
    this.key = key.getBytes(US_ASCII);
    this.before = before;
    this.after = after;
    this.id = id;
  }

  /// A child that changed, came (`before` is null) or went (`after` is null).
  static TreeChange child(String name, @Nullable Node before, @Nullable Node after) {
    // A dot would let a client's name meet ours, or one that means something to git.
    if (!NodePath.isName(name)) throw new IllegalArgumentException("not a name: " + name);
    return new TreeChange(name + "/", before, after, null);
  }

  /// A file that holds `id` from now on, or goes.
  static TreeChange file(String name, @Nullable ObjectId id) {
    return new TreeChange(name, null, null, id);
  }

  /// A folder that holds `id` from now on, or goes.
  static TreeChange folder(String name, @Nullable ObjectId id) {
    return new TreeChange(name + "/", null, null, id);
  }

  boolean isFolder() {
    return key[key.length - 1] == '/';
  }

  int nameLength() {
    return isFolder() ? key.length - 1 : key.length;
  }

  @Override
  public int compareTo(TreeChange other) {
    return Arrays.compareUnsigned(key, other.key);
  }
}
