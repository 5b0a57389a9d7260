package revenant.server.engine;

import revenant.api.tree.PersistentMap;

/// A value for each [Quota].
///
/// @param set the limits that differ from the standard ones, by name
public record Limits(PersistentMap<String, Integer> set) {
  /// The standard limits.
  public static final Limits STANDARD = new Limits(PersistentMap.empty());

  /// The limit, 0 for none.
  public int of(Quota quota) {
    Integer limit = set.get(quota.label());
    return limit == null ? quota.standard() : limit;
  }

  /// The same limits with another value for `quota`.
  public Limits with(Quota quota, int limit) {
    return new Limits(set.with(quota.label(), limit));
  }

  /// Whether `value` is more than `quota` allows.
  boolean forbids(Quota quota, long value) {
    int limit = of(quota);
    return limit > 0 && value > limit;
  }
}
