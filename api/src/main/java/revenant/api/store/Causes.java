package revenant.api.store;

import org.eclipse.collections.api.list.ImmutableList;
import org.eclipse.collections.impl.factory.Lists;

/// The requests behind a checkpoint.
///
/// @param oldestFirst at most [#LISTED_MAX] of them
/// @param unlisted how many more there were after these
public record Causes(ImmutableList<Cause> oldestFirst, long unlisted) {
  /// How many causes are told one by one.
  public static final int LISTED_MAX = 1024;

  /// No request: a checkpoint the server takes for its own reasons.
  public static final Causes NONE = new Causes(Lists.immutable.empty(), 0);

  /// A single request.
  public static Causes of(Cause cause) {
    return new Causes(Lists.immutable.with(cause), 0);
  }

  /// How many requests there were.
  public long count() {
    return oldestFirst.size() + unlisted;
  }

  /// These, followed by `later`.
  public Causes and(Causes later) {
    int room = Math.max(0, LISTED_MAX - oldestFirst.size());
    if (unlisted > 0 || room == 0) return new Causes(oldestFirst, unlisted + later.count());
    ImmutableList<Cause> fitting = later.oldestFirst.take(room);
    return new Causes(oldestFirst.newWithAll(fitting), later.count() - fitting.size());
  }
}
