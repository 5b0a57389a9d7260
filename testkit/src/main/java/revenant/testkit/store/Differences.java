package revenant.testkit.store;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;

/// What a tree that was found has other than the one that was saved, for people to read.
final class Differences implements Tree.DifferenceVisitor {
  private final List<String> lines = new ArrayList<>();

  static List<String> between(Tree saved, Tree found) {
    Differences differences = new Differences();
    saved.difference(found, differences);
    return differences.lines;
  }

  @Override
  public void added(NodePath path, Node node) {
    lines.add("too much: " + path);
  }

  @Override
  public void removed(NodePath path, Node node) {
    lines.add("missing: " + path);
  }

  @Override
  public void changed(NodePath path, Node before, Node after) {
    lines.add("different: " + path);
  }
}
