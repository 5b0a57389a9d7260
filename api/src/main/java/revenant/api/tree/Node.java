package revenant.api.tree;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A node and all that is below it: a value, a permission list, children by name. Immutable; an
/// update makes a new node that shares every child it did not touch.
public final class Node {
  /// What a node is taken to need in a checkpoint beside its name, value and permission entries, in
  /// bytes.
  private static final int BYTES_FIXED = 24;

  private static final int BYTES_PERMISSION = 4;

  /// The children of a node that has some, and sums over them.
  ///
  /// @param marks [Permissions#marks()] of all that ever was below; what has gone leaves its own
  private record Directory(
      PersistentMap<String, Node> children,
      long count,
      long bytes,
      int nameBytes,
      long fingerprint,
      long marks) {}

  private final byte[] value;
  private final Permissions permissions;
  private final @Nullable Directory directory;

  private Node(byte[] value, Permissions permissions, @Nullable Directory directory) {
    this.value = value;
    this.permissions = permissions;
    this.directory = directory;
  }

  /// A node without children.
  public static Node of(Bytes value, Permissions permissions) {
    return new Node(value.octets(), permissions, null);
  }

  /// The value; empty for most nodes that have children.
  public Bytes value() {
    return Bytes.wrap(value);
  }

  /// Who owns the node and who may do what with it.
  public Permissions permissions() {
    return permissions;
  }

  /// The children in the order of their names.
  public PersistentMap<String, Node> children() {
    return directory == null ? PersistentMap.empty() : directory.children;
  }

  /// The child called `name`, or null.
  public @Nullable Node child(String name) {
    return directory == null ? null : directory.children.get(name);
  }

  /// How many nodes there are from here down, this one included.
  public long count() {
    return directory == null ? 1 : 1 + directory.count;
  }

  /// Whether the permissions of this node or one below may name `domid`. If not, none does.
  boolean mayName(int domid) {
    return (marks() & Permissions.mark(domid)) != 0;
  }

  private long marks() {
    return directory == null ? permissions.marks() : permissions.marks() | directory.marks;
  }

  /// A bound on what this node and those below need in a checkpoint, in bytes, without its own
  /// name.
  public long bytes() {
    long own = BYTES_FIXED + value.length + (long) BYTES_PERMISSION * permissions.entries().size();
    return directory == null ? own : own + directory.bytes;
  }

  /// The length of the list of the children's names, each with one byte after it.
  public int nameBytes() {
    return directory == null ? 0 : directory.nameBytes;
  }

  /// A number that stays the same while the set of the children's names does, whoever asks and
  /// however often the server was restarted, and that changes when a name comes or goes.
  public long fingerprint() {
    return directory == null ? 0 : directory.fingerprint;
  }

  /// The same node with another value.
  public Node withValue(Bytes changed) {
    return new Node(changed.octets(), permissions, directory);
  }

  /// The same node with another permission list.
  public Node withPermissions(Permissions changed) {
    return changed == permissions ? this : new Node(value, changed, directory);
  }

  /// The same node with `child` under `name`.
  public Node withChild(String name, Node child) {
    Node replaced = child(name);
    return replaced == null
        ? withChild(name, child, true, child.count(), child.bytes() + name.length())
        : withChild(
            name, child, false, child.count() - replaced.count(), child.bytes() - replaced.bytes());
  }

  /// The same for who knows whether there is such a child, and what it makes of the sums.
  Node withChild(String name, Node child, boolean isNew, long moreNodes, long moreBytes) {
    Directory old =
        directory == null ? new Directory(PersistentMap.empty(), 0, 0, 0, 0, 0) : directory;
    return withDirectory(
        new Directory(
            isNew
                ? old.children.added(Names.part(name, 0, name.length()), child)
                : old.children.with(name, child),
            old.count + moreNodes,
            old.bytes + moreBytes,
            isNew ? old.nameBytes + name.length() + 1 : old.nameBytes,
            isNew ? old.fingerprint + mark(name) : old.fingerprint,
            old.marks | child.marks()));
  }

  /// The same node without the child called `name`.
  public Node withoutChild(String name) {
    Node gone = child(name);
    if (directory == null || gone == null) return this;
    if (directory.children.size() == 1) return new Node(value, permissions, null);
    PersistentMap<String, Node> rest = directory.children.without(name);
    long count = directory.count - gone.count();
    long bytes = directory.bytes - gone.bytes() - name.length();
    int names = directory.nameBytes - name.length() - 1;
    return withDirectory(
        new Directory(
            rest, count, bytes, names, directory.fingerprint - mark(name), directory.marks));
  }

  private Node withDirectory(Directory changed) {
    return new Node(value, permissions, changed);
  }

  /// Spreads a name over 64 bits; sums of these tell sets of names apart.
  private static long mark(String name) {
    long mark = 0x9E3779B97F4A7C15L;
    for (int i = 0; i < name.length(); i++) {
      mark = (mark ^ name.charAt(i)) * 0xFF51AFD7ED558CCDL;
      mark ^= mark >>> 32;
    }
    return mark * 0xC4CEB9FE1A85EC53L;
  }

  /// Whether value and permissions are equal, whatever the children.
  public boolean sameContent(Node other) {
    return this == other
        || (Arrays.equals(value, other.value)
            && (permissions == other.permissions || permissions.equals(other.permissions)));
  }

  /// Whether value, permissions and everything below are equal. Skips what both share, and uses no
  /// stack, however deep the nodes are.
  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Node node)) return false;
    ArrayDeque<Node> pairs = new ArrayDeque<>();
    pairs.push(this);
    pairs.push(node);
    boolean[] same = {true};
    while (same[0] && !pairs.isEmpty()) {
      Node right = pairs.pop();
      Node left = pairs.pop();
      if (left == right) continue;
      if (!left.sameContent(right)) return false;
      left.children()
          .difference(
              right.children(),
              (name, before, after) -> {
                if (before == null || after == null) {
                  same[0] = false;
                } else {
                  pairs.push(before);
                  pairs.push(after);
                }
              });
    }
    return same[0];
  }

  @Override
  public int hashCode() {
    return Long.hashCode(count() * 31 + fingerprint()) * 31 + Arrays.hashCode(value);
  }

  @Override
  public String toString() {
    return value()
        + " ("
        + permissions
        + ")"
        + (directory == null ? "" : " " + directory.children.size() + " children");
  }
}
