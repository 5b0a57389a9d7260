package revenant.store.mapdb;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;

/// Walks a tree in the order of the keys, and can be left and taken up again.
final class TreeEntries implements Iterator<TreeEntries.Place> {
  /// A node and where it stands.
  record Place(NodePath path, Node node) {}

  private record Folder(NodePath path, Iterator<PersistentMap.Entry<String, Node>> children) {}

  private final ArrayDeque<Folder> open = new ArrayDeque<>();
  private final Node root;
  private boolean begun;

  TreeEntries(Tree tree) {
    root = tree.root();
  }

  @Override
  public boolean hasNext() {
    while (!open.isEmpty() && !open.element().children.hasNext()) open.pop();
    return !begun || !open.isEmpty();
  }

  @Override
  public Place next() {
    if (!hasNext()) throw new NoSuchElementException();
    if (!begun) {
      begun = true;
      return entered(NodePath.ROOT, root);
    }
    Folder folder = open.element();
    PersistentMap.Entry<String, Node> child = folder.children.next();
    return entered(folder.path.child(child.key()), child.value());
  }

  private Place entered(NodePath path, Node node) {
    if (!node.children().isEmpty()) open.push(new Folder(path, node.children().iterator()));
    return new Place(path, node);
  }
}
