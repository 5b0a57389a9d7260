package revenant.server.journal;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.api.factory.Lists;
import revenant.api.store.Cause;
import revenant.api.store.Causes;
import revenant.server.engine.Change;

/// A moment that is to be saved, with the requests that led to it since the one before. Later ones
/// can be added, so that one save does for all.
final class Handed {
  private Moment moment;
  private final List<List<Entry>> turns = new ArrayList<>(1);
  private int listed;
  private long unlisted;
  private boolean isForced;

  Handed(Moment moment, List<Entry> turn) {
    this.moment = moment;
    add(turn);
  }

  /// To be saved even if it looks like the one before.
  static Handed forced(Moment moment, Entry why) {
    Handed handed = new Handed(moment, List.of(why));
    handed.isForced = true;
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
    for (List<Entry> turn : later.turns) add(turn);
    unlisted += later.unlisted;
  }

  private void add(List<Entry> turn) {
    if (listed < Causes.LISTED_MAX) turns.add(turn);
    else unlisted += turn.size();
    listed += turn.size();
  }

  /// The requests that changed what history shows, oldest first.
  Causes causes() {
    List<Cause> causes = new ArrayList<>();
    long more = unlisted;
    for (List<Entry> turn : turns) {
      for (Entry entry : turn) {
        if (!isForced && entry.changes().stream().noneMatch(Handed::isVisible)) continue;
        if (causes.size() < Causes.LISTED_MAX) causes.add(cause(entry.origin()));
        else more++;
      }
    }
    return new Causes(Lists.immutable.withAll(causes), more);
  }

  private static Cause cause(Origin origin) {
    return new Cause(
        origin.who(),
        origin.domid(),
        Instant.ofEpochMilli(origin.epochMillis()),
        origin.what(),
        origin.requestId(),
        origin.transaction());
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
