package revenant.testkit.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The requests of the protocol, either in a transaction or in none. A text has one character for
/// each byte.
public interface Requests {
  /// Sends a request and waits for the answer to it.
  Answer ask(Operation operation, byte[] payload) throws IOException;

  /// A request whose payload is `text`.
  default Answer ask(Operation operation, String text) throws IOException {
    return ask(operation, text.getBytes(ISO_8859_1));
  }

  /// The value of a node.
  default Answer read(String path) throws IOException {
    return ask(Operation.READ, path + "\0");
  }

  /// Sets the value of a node, which need not exist.
  default Answer write(String path, String value) throws IOException {
    return ask(Operation.WRITE, path + "\0" + value);
  }

  /// Makes a node without a value.
  default Answer mkdir(String path) throws IOException {
    return ask(Operation.MKDIR, path + "\0");
  }

  /// Removes a node and all below it.
  default Answer rm(String path) throws IOException {
    return ask(Operation.RM, path + "\0");
  }

  /// The names of a node's children.
  default Answer directory(String path) throws IOException {
    return ask(Operation.DIRECTORY, path + "\0");
  }

  /// The permissions of a node.
  default Answer permissions(String path) throws IOException {
    return ask(Operation.GET_PERMS, path + "\0");
  }

  /// Sets the permissions of a node, such as `n0`, `r5`.
  default Answer setPermissions(String path, String... permissions) throws IOException {
    return ask(Operation.SET_PERMS, path + "\0" + String.join("\0", permissions) + "\0");
  }

  /// The names of a node's children, however many.
  ///
  /// @throws RefusedException if there is no such node
  default List<String> children(String path) throws IOException {
    Answer whole = directory(path);
    if (whole.isOk() || !whole.errno().orElseThrow().equals("E2BIG")) return whole.strings();
    while (true) {
      List<String> children = new ArrayList<>();
      if (childrenInParts(path, children)) return children;
    }
  }

  /// Answers false when the node changed meanwhile.
  private boolean childrenInParts(String path, List<String> children) throws IOException {
    String generation = "";
    int offset = 0;
    while (true) {
      String part = ask(Operation.DIRECTORY_PART, path + "\0" + offset + "\0").text();
      int names = part.indexOf('\0') + 1;
      if (!generation.isEmpty() && !part.substring(0, names).equals(generation)) return false;
      generation = part.substring(0, names);
      boolean isLast = part.endsWith("\0\0");
      int end = isLast ? part.length() - 1 : part.length();
      if (end > names) children.addAll(List.of(part.substring(names, end - 1).split("\0")));
      if (isLast) return true;
      offset += end - names;
    }
  }
}
