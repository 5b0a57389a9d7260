package revenant.api.tree;

import org.jspecify.annotations.Nullable;

/// Names that came lately. The same few are below every domain: with one object for each of them a
/// tree takes less memory, and is searched faster. Any thread may ask: at worst two of them make
/// equal names.
final class Names {
  private static final int LENGTH_MAX = 32;
  private static final int SLOTS = 1024;
  private static final @Nullable String[] KNOWN = new String[SLOTS];

  private Names() {}

  /// The characters of `text` from `from` to `to`.
  static String part(String text, int from, int to) {
    int length = to - from;
    if (length > LENGTH_MAX) return text.substring(from, to);
    int hash = 0;
    for (int i = from; i < to; i++) hash = 31 * hash + text.charAt(i);
    int slot = (hash ^ hash >>> 10 ^ hash >>> 20) & SLOTS - 1;
    String known = KNOWN[slot];
    if (known != null && known.length() == length && text.startsWith(known, from)) return known;
    String name = text.substring(from, to);
    KNOWN[slot] = name;
    return name;
  }
}
