package revenant.server.engine;

import java.util.ArrayDeque;
import revenant.api.tree.Node;

/// Visits nodes, in any order, where their names are enough and whole paths would cost too much.
final class NodeWalk {
  @FunctionalInterface
  interface Visitor {
    void visit(String name, Node node);
  }

  private record Named(String name, Node node) {}

  private NodeWalk() {}

  static void walk(String name, Node top, Visitor visitor) {
    ArrayDeque<Named> open = new ArrayDeque<>();
    open.push(new Named(name, top));
    while (!open.isEmpty()) {
      Named here = open.pop();
      visitor.visit(here.name, here.node);
      here.node
          .children()
          .forEach((below, node) -> {
            // Most nodes have no children, and need not wait.
            if (node.children().isEmpty()) visitor.visit(below, node);
            else open.push(new Named(below, node));
          });
    }
  }
}
