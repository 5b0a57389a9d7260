package revenant.server.engine;

import revenant.api.tree.PersistentMap;

/// A value for each [Quota].
///
/// @param set the limits that were set, by name; the others are the standard ones
public record Limits(PersistentMap<String, Integer> set) {
  /// The standard limits.
  public static final Limits STANDARD = new Limits(PersistentMap.empty());

  /// The limit, 0 for none.
  public int of(Quota quota) {
    Integer limit = set.get(quota.label());
    return limit == null ? quota.standard() : limit;
  }

  /// Whether the limit of `quota` is one that somebody set.
  public boolean sets(Quota quota) {
    return set.contains(quota.label());
  }

  /// The same limits with another value for `quota`.
  public Limits with(Quota quota, int limit) {
    return new Limits(set.with(quota.label(), limit));
  }

  /// The same limits with those in place that `own` sets.
  public Limits with(Limits own) {
    Limits both = this;
    for (PersistentMap.Entry<String, Integer> entry : own.set)
      both = new Limits(both.set.with(entry.key(), entry.value()));
    return both;
  }

  /// Whether `value` is more than `quota` allows.
  public boolean forbids(Quota quota, long value) {
    int limit = of(quota);
    return limit > 0 && value > limit;
  }
}
