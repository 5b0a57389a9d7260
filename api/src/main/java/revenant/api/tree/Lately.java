package revenant.api.tree;

import org.jspecify.annotations.Nullable;

/// Things that came lately, each in a place that follows from its hash: what comes next takes the
/// place. Any thread may ask: at worst two of them make equal things.
///
/// @param <T> the things, immutable
final class Lately<T> {
  private static final int PLACES = 1024;

  private final @Nullable Object[] things = new @Nullable Object[PLACES];

  /// What has the place of whatever hashes to `hash`: that, something else, or null.
  @SuppressWarnings("unchecked")
  @Nullable T get(int hash) {
    return (T) things[place(hash)];
  }

  void put(int hash, T thing) {
    things[place(hash)] = thing;
  }

  private static int place(int hash) {
    return (hash ^ hash >>> 10 ^ hash >>> 20) & PLACES - 1;
  }
}
