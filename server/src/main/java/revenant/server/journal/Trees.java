package revenant.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// A whole tree as bytes: each node with its name, before its children. A node never takes more
/// than [Node#bytes()] says, so that room for a tree can be had before it is needed.
final class Trees {
  /// How long a piece is, if no node is longer.
  private static final int PIECE_BYTES = 1 << 16;

  /// Takes what was encoded, piece by piece: a whole large tree would be a large piece of memory.
  @FunctionalInterface
  interface Sink {
    /// `piece` goes after those before, and is used again afterwards.
    void take(ByteBuffer piece) throws IOException;
  }

  private record Named(String name, Node node) {}

  /// A node whose children are still being read.
  private static final class Open {
    final String name;
    int missing;
    Node node;

    Open(String name, Node node, int missing) {
      this.name = name;
      this.node = node;
      this.missing = missing;
    }
  }

  private Trees() {}

  /// @param to is used for each piece; what it had in it is forgotten
  static void encode(Encoder to, Tree tree, Sink sink) throws IOException {
    to.clear();
    Deque<Named> open = new ArrayDeque<>();
    open.push(new Named("", tree.root()));
    while (!open.isEmpty()) {
      Named here = open.pop();
      encode(to, here);
      if (to.length() >= PIECE_BYTES) give(to, sink);
      // In order: what is read again in order fills its blocks.
      Deque<Named> below = new ArrayDeque<>(here.node.children().size());
      here.node.children().forEach((name, node) -> below.push(new Named(name, node)));
      below.forEach(open::push);
    }
    give(to, sink);
  }

  private static void give(Encoder to, Sink sink) throws IOException {
    sink.take(to.view());
    to.clear();
  }

  private static void encode(Encoder to, Named here) {
    to.text(here.name).bytes(here.node.value());
    Values.permissions(to, here.node.permissions());
    to.number(here.node.children().size());
  }

  static Tree decode(Decoder from) {
    Deque<Open> open = new ArrayDeque<>();
    Open here = next(from);
    while (true) {
      if (here.missing > 0) {
        here.missing--;
        open.push(here);
        here = next(from);
      } else if (open.isEmpty()) {
        from.finish();
        return new Tree(here.node);
      } else {
        Open above = open.pop();
        above.node = above.node.withChild(here.name, here.node);
        here = above;
      }
    }
  }

  private static Open next(Decoder from) {
    String name = from.text();
    Bytes value = from.bytes();
    Permissions permissions = Values.permissions(from);
    return new Open(name, Node.of(value, permissions), from.count());
  }
}
