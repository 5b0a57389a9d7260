package revenant.server.journal;

import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.collections.api.list.MutableList;
import org.eclipse.collections.impl.factory.Lists;
import revenant.api.tree.Access;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Watch;
import revenant.server.wire.Place;

/// How the engine's values are written into records and hidden nodes.
final class Values {
  private static final int READ = 1;
  private static final int WRITE = 2;
  private static final int ACCESS_BITS = 2;
  private static final int NODE = 0;
  private static final int SPECIAL = 1;

  private Values() {}

  static void path(Encoder to, NodePath path) {
    to.latin(path.toString());
  }

  static NodePath path(Decoder from) {
    return NodePath.parse(from.text()).orElseThrow(() -> new Damage("a path that is none"));
  }

  static void permissions(Encoder to, Permissions permissions) {
    int count = permissions.entries().size();
    to.number(count);
    for (int i = 0; i < count; i++) {
      Permission entry = permissions.entries().get(i);
      to.number((long) entry.domid() << ACCESS_BITS | bits(entry.access()));
    }
  }

  static Permissions permissions(Decoder from) {
    int count = from.count();
    if (count == 0) throw new Damage("a permission list without an owner");
    MutableList<Permission> entries = Lists.mutable.withInitialCapacity(count);
    for (int i = 0; i < count; i++) {
      int entry = from.integer();
      entries.add(new Permission(domid(entry >>> ACCESS_BITS), access(entry & (READ | WRITE))));
    }
    // Not toImmutable(): the first time that looks through all JAR files.
    return new Permissions(Lists.immutable.withAll(entries));
  }

  private static int bits(Access access) {
    return (access.mayRead() ? READ : 0) | (access.mayWrite() ? WRITE : 0);
  }

  private static Access access(int bits) {
    return switch (bits) {
      case READ -> Access.READ;
      case WRITE -> Access.WRITE;
      case READ | WRITE -> Access.BOTH;
      default -> Access.NONE;
    };
  }

  private static int domid(int domid) {
    if (domid > 0xffff) throw new Damage("domid " + domid);
    return domid;
  }

  static void place(Encoder to, Place place) {
    switch (place) {
      case Place.At(NodePath path) -> path(to.octet(NODE), path);
      case Place.Special(String name) -> to.octet(SPECIAL).text(name);
    }
  }

  static Place place(Decoder from) {
    return switch (from.octet()) {
      case NODE -> new Place.At(path(from));
      case SPECIAL -> new Place.Special(from.text());
      default -> throw new Damage("a place of an unknown kind");
    };
  }

  static void watch(Encoder to, Watch watch) {
    place(to.number(watch.session()).number(watch.sequence()), watch.place());
    to.bytes(watch.token()).signed(watch.depth()).number(watch.prefix());
  }

  static Watch watch(Decoder from) {
    return new Watch(
        from.number(),
        from.number(),
        place(from),
        from.bytes(),
        from.signedInteger(),
        from.integer());
  }

  static void outgoing(Encoder to, Outgoing packet) {
    to.flag(packet.isEvent()).bytes(packet.packet());
  }

  static Outgoing outgoing(Decoder from) {
    boolean isEvent = from.flag();
    return new Outgoing(from.bytes(), isEvent);
  }

  static void limits(Encoder to, Limits limits) {
    to.number(limits.set().size());
    limits.set().forEach((name, limit) -> to.text(name).signed(limit));
  }

  static Limits limits(Decoder from) {
    PersistentMap<String, Integer> set = PersistentMap.empty();
    for (int i = from.count(); i > 0; i--) set = set.with(from.text(), from.signedInteger());
    return new Limits(set);
  }

  static void logging(Encoder to, Logging logging) {
    to.flag(logging.isOn()).text(logging.file()).number(logging.switches().size());
    logging.switches().forEach((name, isOn) -> to.text(name).flag(isOn));
  }

  static Logging logging(Decoder from) {
    boolean isOn = from.flag();
    String file = from.text();
    PersistentMap<String, Boolean> switches = PersistentMap.empty();
    for (int i = from.count(); i > 0; i--) switches = switches.with(from.text(), from.flag());
    return new Logging(isOn, file, switches);
  }

  static void domain(Encoder to, Domain domain) {
    to.number(domain.domid()).text(domain.identity());
    optional(to, domain.port());
    to.flag(domain.isShutdown());
    optional(to, domain.target());
    to.number(domain.features()).flag(domain.limits().isPresent());
    domain.limits().ifPresent(limits -> limits(to, limits));
    to.flag(domain.isResetting()).number(domain.error());
  }

  static Domain domain(Decoder from, boolean isWithRing) {
    return new Domain(
        from.integer(),
        from.text(),
        optional(from),
        from.flag(),
        optional(from),
        from.integer(),
        from.flag() ? Optional.of(limits(from)) : Optional.empty(),
        isWithRing && from.flag(),
        isWithRing ? from.integer() : 0);
  }

  private static void optional(Encoder to, OptionalInt value) {
    to.flag(value.isPresent());
    if (value.isPresent()) to.signed(value.getAsInt());
  }

  private static OptionalInt optional(Decoder from) {
    return from.flag() ? OptionalInt.of(from.signedInteger()) : OptionalInt.empty();
  }
}
