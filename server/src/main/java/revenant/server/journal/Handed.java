package revenant.server.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.impl.factory.Lists;
import revenant.api.store.Cause;
import revenant.api.store.Causes;
import revenant.server.engine.Change;

/// A moment that is to be saved, with the requests that led to it since the one before. Later ones
/// can be added, so that one save does for all.
final class Handed {
  private Moment moment;
  private final List<Origin> listed = new ArrayList<>(2);
  private long unlisted;
  private boolean isForced;

  Handed(Moment moment, List<Entry> turn) {
    this.moment = moment;
    add(turn);
  }

  /// To be saved even if it looks like the one before.
  static Handed forced(Moment moment, Entry why) {
    Handed handed = new Handed(moment, List.of());
    handed.isForced = true;
    handed.list(why.origin());
    return handed;
  }

  Moment moment() {
    return moment;
  }

  boolean isForced() {
    return isForced;
  }

  /// Goes on to a later moment.
  void add(Moment later, List<Entry> turn) {
    moment = later;
    add(turn);
  }

  void add(Handed later) {
    moment = later.moment;
    isForced |= later.isForced;
    for (Origin origin : later.listed) list(origin);
    unlisted += later.unlisted;
  }

  /// Keeps of each request where it came from and nothing else: many of these wait, and what waits
  /// is copied by each garbage collection.
  private void add(List<Entry> turn) {
    for (int i = 0; i < turn.size(); i++) {
      Entry entry = turn.get(i);
      if (isVisible(entry.changes())) list(entry.origin());
    }
  }

  private void list(Origin origin) {
    if (listed.size() < Causes.LISTED_MAX) listed.add(origin);
    else unlisted++;
  }

  /// The requests that changed what history shows, oldest first.
  Causes causes() {
    return new Causes(Lists.immutable.withAll(listed).collect(Handed::cause), unlisted);
  }

  private static Cause cause(Origin origin) {
    return new Cause(
        origin.who(),
        origin.domid(),
        Instant.ofEpochMilli(origin.epochMillis()),
        origin.what().toString(),
        origin.requestId(),
        origin.transaction());
  }

  private static boolean isVisible(List<Change> changes) {
    for (int i = 0; i < changes.size(); i++) if (isVisible(changes.get(i))) return true;
    return false;
  }

  /// Whether a change shows in what history shows.
  private static boolean isVisible(Change change) {
    return switch (change) {
      case Change.Put put -> true;
      case Change.Removed removed -> true;
      case Change.SpecialPermissions permissions -> true;
      case Change.DomainSet domain -> true;
      case Change.DomainGone gone -> true;
      case Change.LimitsSet limits -> true;
      case Change.LoggingSet logging -> true;
      case Change.Opened opened -> true;
      case Change.Closed closed -> true;
      case Change.WatchSet watch -> true;
      case Change.WatchGone watch -> true;
      case Change.Reset reset -> true;
      case Change.TransactionOpened opened -> false;
      case Change.TransactionEnded ended -> false;
      case Change.Said said -> false;
      case Change.Consumed consumed -> false;
      case Change.Fragment fragment -> false;
      case Change.Published published -> false;
      case Change.Expired expired -> false;
    };
  }
}
