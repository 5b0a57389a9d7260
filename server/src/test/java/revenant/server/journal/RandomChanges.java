package revenant.server.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.collections.api.factory.Lists;
import org.eclipse.collections.api.list.MutableList;
import revenant.api.tree.Access;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Description;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Quota;
import revenant.server.engine.Watch;
import revenant.server.wire.Place;

/// Changes of every kind, whether or not they make sense together.
final class RandomChanges {
  private static final String[] NAMES = {"a", "A", "b-c", "_", "@x", "0", "domain", "device"};

  private static final List<Access> ACCESS = List.of(Access.values());
  private static final List<Quota> QUOTAS = List.of(Quota.values());

  private final Choices choices;

  RandomChanges(Choices choices) {
    this.choices = choices;
  }

  List<Entry> entries(int countMax) {
    List<Entry> entries = new ArrayList<>();
    Origin before = origin();
    for (int i = choices.below(countMax + 1); i > 0; i--) {
      Entry entry = entry(choices.flag() ? origin() : nextOf(before));
      entries.add(entry);
      before = entry.origin();
    }
    return entries;
  }

  private Entry entry(Origin origin) {
    List<Change> changes = new ArrayList<>();
    for (int i = choices.below(6); i > 0; i--) changes.add(change());
    boolean isAboutNode = choices.flag() && !changes.isEmpty();
    return new Entry(isAboutNode ? about(changes.getFirst(), origin) : origin, changes);
  }

  /// Mostly of the same connection, at the same time.
  private Origin nextOf(Origin before) {
    Origin other = origin();
    return new Origin(
        choices.oneIn(5) ? other.who() : before.who(),
        choices.oneIn(5) ? other.domid() : before.domid(),
        choices.oneIn(5) ? other.epochMillis() : before.epochMillis(),
        other.what(),
        other.requestId(),
        other.transaction());
  }

  private static Origin about(Change change, Origin origin) {
    if (!(change instanceof Change.Put put)) return origin;
    Description what = new Description("WRITE", put.path().toString());
    return origin.of(what, origin.requestId(), origin.transaction());
  }

  Origin origin() {
    Description what =
        choices.oneIn(5)
            ? Description.of("WRITE /\u0000\u00ff\u1234 x")
            : new Description("WRITE", path().toString());
    int requestId = (int) choices.any();
    return new Origin(
        "socket " + choices.below(9), domid(), choices.any(), what, requestId, choices.below(99));
  }

  Change change() {
    return switch (choices.below(18)) {
      case 0 -> new Change.Put(path(), value(), permissions());
      case 1 -> new Change.Removed(path());
      case 2 -> new Change.SpecialPermissions("@releaseDomain", permissions());
      case 3 -> new Change.DomainSet(domain());
      case 4 -> new Change.DomainGone(domid(), choices.flag());
      case 5 -> new Change.LimitsSet(limits());
      case 6 -> new Change.LoggingSet(logging());
      default -> ofSession();
    };
  }

  private Change ofSession() {
    return switch (choices.below(12)) {
      case 0 -> new Change.Opened(session(), domid(), choices.flag(), choices.flag(), "domain 3");
      case 1 -> new Change.Closed(session());
      case 2 -> new Change.WatchSet(watch());
      case 3 -> new Change.WatchGone(session(), watch().key());
      case 4 -> new Change.Reset(session());
      case 5 -> new Change.TransactionOpened(session(), choices.below(1 << 30));
      case 6 -> new Change.TransactionEnded(session(), choices.below(1 << 30));
      case 7 -> new Change.Said(session(), outgoing());
      case 8 -> new Change.Consumed(session(), choices.any());
      case 9 -> new Change.Fragment(session(), value());
      case 10 -> new Change.Expired(session(), choices.any());
      default -> new Change.Published(session(), choices.any());
    };
  }

  int domid() {
    return choices.oneIn(3) ? 0x7FF5 : choices.below(5);
  }

  private long session() {
    return choices.flag() ? choices.below(6) : choices.any();
  }

  NodePath path() {
    NodePath path = NodePath.ROOT;
    for (int i = choices.below(5); i > 0; i--) path = path.child(NAMES[choices.below(8)]);
    return path;
  }

  Bytes value() {
    return Bytes.wrap(choices.octets(choices.oneIn(9) ? 3000 : 20));
  }

  Permissions permissions() {
    MutableList<Permission> entries = Lists.mutable.empty();
    for (int i = choices.below(4); i >= 0; i--)
      entries.add(new Permission(domid(), choices.of(ACCESS)));
    return new Permissions(entries.toImmutable());
  }

  Domain domain() {
    return new Domain(
        domid(),
        choices.flag() ? "" : "6a9c3e0e-1d0c-4a51-9a77-b35d2b9e1d2c",
        choices.flag() ? OptionalInt.empty() : OptionalInt.of(choices.below(4096)),
        choices.flag(),
        choices.flag() ? OptionalInt.empty() : OptionalInt.of(domid()),
        choices.below(16),
        choices.flag() ? Optional.empty() : Optional.of(limits()),
        choices.flag(),
        choices.below(4));
  }

  Limits limits() {
    Limits limits = Limits.STANDARD;
    for (int i = choices.below(4); i > 0; i--)
      limits = limits.with(choices.of(QUOTAS), choices.below(1 << 20));
    return limits;
  }

  Logging logging() {
    PersistentMap<String, Boolean> switches = PersistentMap.empty();
    for (int i = choices.below(3); i > 0; i--) switches = switches.with("s" + i, choices.flag());
    return new Logging(choices.flag(), choices.flag() ? "" : "/var/log/trace", switches);
  }

  Watch watch() {
    Place place = choices.oneIn(3) ? new Place.Special("@introduceDomain") : new Place.At(path());
    int depth = choices.below(4) - 1;
    return new Watch(session(), choices.below(100), place, Bytes.wrap(choices.octets(8)), depth, 0);
  }

  Outgoing outgoing() {
    byte[] packet = new byte[17 + choices.below(40)];
    packet[16] = (byte) choices.below(3);
    return new Outgoing(Bytes.wrap(packet), choices.flag());
  }
}
