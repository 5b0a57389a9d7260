package revenant.server.engine;

import revenant.api.tree.NodePath;

/// A request in words, for history. Most are never read: [#toString] is where they are put
/// together.
///
/// @param what the request's name, or all of it; unescaped
/// @param about what it is about; empty for nothing more
public record Description(String what, String about) {
  /// No words at all.
  public static final Description NONE = of("");

  /// The words `text`.
  public static Description of(String text) {
    return new Description(text, "");
  }

  static Description of(String name, NodePath path) {
    return new Description(name, path.toString());
  }

  /// The words, a line for each request of a transaction.
  @Override
  public String toString() {
    return about.isEmpty() ? what : what + " " + about;
  }
}
