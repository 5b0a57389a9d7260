package revenant.api.tree;

/// Names that came lately. The same few are below every domain: with one object for each of them a
/// tree takes less memory, and is searched faster. For any thread.
final class Names {
  private static final int LENGTH_MAX = 32;
  private static final Lately<String> KNOWN = new Lately<>();

  private Names() {}

  /// The characters of `text` from `from` to `to`.
  static String part(String text, int from, int to) {
    int length = to - from;
    if (length > LENGTH_MAX) return text.substring(from, to);
    int hash = 0;
    for (int i = from; i < to; i++) hash = 31 * hash + text.charAt(i);
    String known = KNOWN.get(hash);
    if (known != null && known.length() == length && text.startsWith(known, from)) return known;
    String name = text.substring(from, to);
    KNOWN.put(hash, name);
    return name;
  }
}
