package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;

/// Reads git trees as nodes, the inverse of [TreeWriter]. Nodes with equal permissions share them.
final class TreeReader {
  /// A folder whose entries are being read.
  private static final class Open {
    final String name;
    final TreeEntries entries;
    Bytes value = Bytes.EMPTY;
    @Nullable Permissions permissions;
    PersistentMap<String, Node> children = PersistentMap.empty();

    Open(String name, byte[] raw) {
      this.name = name;
      entries = new TreeEntries(raw);
    }

    Node node() throws IOException {
      if (permissions == null) throw new IOException("a node without " + TreeEntries.PERMISSIONS);
      Node node = Node.of(value, permissions);
      for (PersistentMap.Entry<String, Node> child : children) {
        node = node.withChild(child.key(), child.value());
      }
      return node;
    }
  }

  private final Packs packs;
  private final Map<ObjectId, Permissions> permissions = new HashMap<>();
  private final ArrayDeque<Open> stack = new ArrayDeque<>();

  TreeReader(Packs packs) {
    this.packs = packs;
  }

  /// The tree whose root is the tree object `root`.
  Tree read(ObjectId root) throws IOException {
    open("", root);
    while (true) {
      Open folder = stack.element();
      if (folder.entries.next()) {
        enter(folder);
      } else {
        stack.pop();
        Node node = folder.node();
        Open above = stack.peek();
        if (above == null) return new Tree(node);
        above.children = above.children.with(folder.name, node);
      }
    }
  }

  private void open(String name, ObjectId id) throws IOException {
    stack.push(new Open(name, packs.read(id, Constants.OBJ_TREE)));
  }

  private void enter(Open folder) throws IOException {
    String name = folder.entries.name();
    ObjectId id = folder.entries.id();
    if (folder.entries.isFolder()) {
      if (!NodePath.isName(name)) throw new IOException("a folder that is no node: " + name);
      open(name, id);
    } else if (name.equals(TreeEntries.VALUE)) {
      folder.value = Bytes.wrap(packs.read(id, Constants.OBJ_BLOB));
    } else if (name.equals(TreeEntries.PERMISSIONS)) {
      folder.permissions = permissions(id);
    } else {
      throw new IOException("a file that is no part of a node: " + name);
    }
  }

  private Permissions permissions(ObjectId id) throws IOException {
    Permissions known = permissions.get(id);
    if (known != null) return known;
    String text = new String(packs.read(id, Constants.OBJ_BLOB), US_ASCII);
    Optional<Permissions> parsed = Permissions.parse(text.stripTrailing());
    Permissions read =
        parsed.orElseThrow(() -> new IOException("object " + id.name() + " is no permission list"));
    permissions.put(id, read);
    return read;
  }
}
