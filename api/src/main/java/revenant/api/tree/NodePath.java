package revenant.api.tree;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// An absolute, valid path in the store, such as `/local/domain/0/name`. `/` has no names.
///
/// The rules are those of xenstore.txt: names of ASCII letters, digits and `-`, `_`, `@`, separated
/// by single slashes, no slash at the end, at most 3072 characters.
public final class NodePath implements Comparable<NodePath> {
  /// The longest absolute path, in characters (XENSTORE_ABS_PATH_MAX).
  public static final int LENGTH_MAX = 3072;

  /// The path of the root.
  public static final NodePath ROOT = new NodePath("/", new String[0]);

  private static final int KNOWN_LENGTH_MAX = 128;

  /// Paths that came lately. Whoever makes a node sets its permissions next, its other end asks for
  /// it, and what a guest tells of itself it tells again and again.
  private static final Lately<NodePath> KNOWN = new Lately<>();

  private final String text;
  private final String[] names;

  private NodePath(String text, String[] names) {
    this.text = text;
    this.names = names;
  }

  /// The path that `text` spells, empty if it breaks one of the rules.
  public static Optional<NodePath> parse(String text) {
    NodePath known = KNOWN.get(text.hashCode());
    if (known != null && known.text.equals(text)) return Optional.of(known);
    Optional<NodePath> fresh = parseFresh(text);
    if (fresh.isPresent() && text.length() <= KNOWN_LENGTH_MAX)
      KNOWN.put(text.hashCode(), fresh.get());
    return fresh;
  }

  private static Optional<NodePath> parseFresh(String text) {
    if (text.equals("/")) return Optional.of(ROOT);
    if (text.length() > LENGTH_MAX || text.isEmpty() || text.charAt(0) != '/')
      return Optional.empty();
    int count = 0;
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '/') {
        if (i == length - 1 || text.charAt(i + 1) == '/') return Optional.empty();
        count++;
      } else if (!isNameCharacter(c)) {
        return Optional.empty();
      }
    }
    return Optional.of(new NodePath(text, split(text, count)));
  }

  /// The path that `text` spells; for code and tests, where it must be right.
  ///
  /// @throws IllegalArgumentException if it is not
  public static NodePath of(String text) {
    return parse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a path: " + Escaped.of(text, 80)));
  }

  private static String[] split(String text, int count) {
    String[] names = new String[count];
    int from = 1;
    for (int i = 0; i < count; i++) {
      int to = text.indexOf('/', from);
      if (to < 0) to = text.length();
      names[i] = Names.part(text, from, to);
      from = to + 1;
    }
    return names;
  }

  private static boolean isNameCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (c >= 'A' && c <= 'Z')
        || c == '-'
        || c == '_'
        || c == '@';
  }

  /// Whether `name` can be one component of a path.
  public static boolean isName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> isNameCharacter((char) c));
  }

  /// How many names the path has; 0 for the root.
  public int depth() {
    return names.length;
  }

  /// The name at `index`, 0 being the one below the root.
  public String name(int index) {
    return names[index];
  }

  /// The last name; empty for the root.
  public String name() {
    return names.length == 0 ? "" : names[names.length - 1];
  }

  /// The names from the root downwards.
  public List<String> names() {
    return List.of(names);
  }

  /// Whether this is `/`.
  public boolean isRoot() {
    return names.length == 0;
  }

  /// The path above; the root is its own parent.
  public NodePath parent() {
    return prefix(Math.max(0, names.length - 1));
  }

  /// The path of the first `depth` names.
  public NodePath prefix(int depth) {
    if (depth == names.length) return this;
    if (depth == 0) return ROOT;
    int end = 0;
    for (int i = 0; i < depth; i++) end += 1 + names[i].length();
    return new NodePath(text.substring(0, end), Arrays.copyOf(names, depth));
  }

  /// The path of a child. It may be longer than a client may spell: the server keeps trees of its
  /// own, in which the clients' root is not at the top.
  ///
  /// @throws IllegalArgumentException if `name` cannot be a component
  public NodePath child(String name) {
    if (!isName(name)) throw new IllegalArgumentException("not a name: " + Escaped.of(name, 80));
    String longer = isRoot() ? "/" + name : text + "/" + name;
    String[] more = Arrays.copyOf(names, names.length + 1);
    more[names.length] = name;
    return new NodePath(longer, more);
  }

  /// Whether `ancestor` is this path or one above it.
  public boolean isWithin(NodePath ancestor) {
    if (ancestor.isRoot()) return true;
    return text.startsWith(ancestor.text)
        && (text.length() == ancestor.text.length() || text.charAt(ancestor.text.length()) == '/');
  }

  @Override
  public int compareTo(NodePath other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NodePath path && text.equals(path.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /// The path as it is spelled on the wire.
  @Override
  public String toString() {
    return text;
  }
}
