package revenant.server.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;
import revenant.server.engine.Change;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Outbox;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.wire.Place;

/// The state as a checkpoint's tree:
///
///     /store                       the clients' tree, shared with the state
///     /special/@releaseDomain      permissions of special events
///     /domains/3                   what is known of domains
///     /sessions/3                  connections that outlive the process,
///     /sessions/3/watches/17       and their watches by rank
///     /limits, /logging
///     /hidden/sessions/3           cursors, open transactions, partial input, unsent output
///     /hidden/counters
///
/// A tree is made from the one before in O(changes), and shares the rest with it.
final class StateTree {
  /// The version of this layout.
  static final int FORMAT = 2;

  private static final String SPECIAL = "special";
  private static final String DOMAINS = "domains";
  private static final String SESSIONS = "sessions";
  private static final String WATCHES = "watches";
  private static final String LIMITS = "limits";
  private static final String LOGGING = "logging";
  private static final String COUNTERS = "counters";
  private static final String OWN_LIMIT = "limit.";
  private static final String SWITCH = "switch.";
  private static final String RESETTING = "resetting";
  private static final String ERROR = "error";
  private static final Permissions OWN = Permissions.ownedBy(State.CONTROL_DOMAIN);
  private static final Node EMPTY = Node.of(Bytes.EMPTY, OWN);

  private @Nullable State last;
  private Node root = EMPTY;

  /// Begins with nothing.
  StateTree() {}

  /// Goes on from `tree`, which is that of `state`.
  StateTree(State state, Tree tree) {
    last = state;
    root = tree.root();
  }

  /// The whole tree of `state`.
  static Tree of(State state) {
    return new StateTree().next(state);
  }

  /// What a checkpoint needs for all but the clients' tree, in bytes.
  static long bytesBeside(Tree tree) {
    Node store = tree.root().child(Checkpoint.STORE);
    return tree.root().bytes() - (store == null ? 0 : store.bytes());
  }

  /// The tree of `state`, made from that of the state before.
  Tree next(State state) {
    State before = last;
    if (before == null || before.tree().root() != state.tree().root())
      root = root.withChild(Checkpoint.STORE, state.tree().root());
    folder(
        SPECIAL,
        before == null ? PersistentMap.empty() : before.specials(),
        state.specials(),
        permissions -> Node.of(Bytes.EMPTY, permissions));
    folder(
        DOMAINS,
        before == null ? PersistentMap.empty() : before.domains(),
        state.domains(),
        StateTree::node);
    sessions(
        before == null ? PersistentMap.empty() : before.sessions().all(), state.sessions().all());
    if (before == null || before.limits() != state.limits())
      root = root.withChild(LIMITS, Node.of(limits(new Lines(), "", state.limits()).bytes(), OWN));
    if (before == null || before.logging() != state.logging())
      root = root.withChild(LOGGING, node(state.logging()));
    if (before == null || before.nextWatch() != state.nextWatch()) hide(COUNTERS, counters(state));
    last = state;
    return new Tree(root);
  }

  private <K extends Comparable<? super K>, V> void folder(
      String name, PersistentMap<K, V> before, PersistentMap<K, V> after, Function<V, Node> node) {
    if (before != after) set(name, folder(child(root, name), before, after, node));
  }

  private static <K extends Comparable<? super K>, V> Node folder(
      Node folder, PersistentMap<K, V> before, PersistentMap<K, V> after, Function<V, Node> node) {
    Node[] changed = {folder};
    before.difference(
        after,
        (key, was, is) -> {
          String name = Lines.name(key.toString());
          changed[0] =
              is == null
                  ? changed[0].withoutChild(name)
                  : changed[0].withChild(name, node.apply(is));
        });
    return changed[0];
  }

  /// A folder is there only when something is in it.
  private void set(String name, Node folder) {
    root = with(root, name, folder);
  }

  private static Node with(Node above, String name, Node folder) {
    return folder.children().isEmpty() && folder.value().length() == 0
        ? above.withoutChild(name)
        : above.withChild(name, folder);
  }

  private static Node child(Node above, String name) {
    Node child = above.child(name);
    return child == null ? EMPTY : child;
  }

  private void hide(String name, Bytes value) {
    Node hidden = child(root, Checkpoint.HIDDEN);
    root = root.withChild(Checkpoint.HIDDEN, hidden.withChild(name, Node.of(value, OWN)));
  }

  private static Bytes counters(State state) {
    return Bytes.wrap(new Encoder().number(state.nextWatch()).toArray());
  }

  private void sessions(PersistentMap<Long, Session> before, PersistentMap<Long, Session> after) {
    if (before == after) return;
    Node[] shown = {child(root, SESSIONS)};
    Node[] hidden = {child(child(root, Checkpoint.HIDDEN), SESSIONS)};
    before.difference(
        after,
        (id, was, is) -> {
          Session old = durable(was);
          Session now = durable(is);
          if (old == null && now == null) return;
          String name = id.toString();
          shown[0] = now == null ? shown[0].withoutChild(name) : shown(shown[0], name, old, now);
          hidden[0] = now == null ? hidden[0].withoutChild(name) : hid(hidden[0], name, old, now);
        });
    set(SESSIONS, shown[0]);
    Node above = child(root, Checkpoint.HIDDEN);
    Node changed = with(above, SESSIONS, hidden[0]);
    if (changed != above) root = root.withChild(Checkpoint.HIDDEN, changed);
  }

  private static @Nullable Session durable(@Nullable Session session) {
    return session != null && session.isDurable() ? session : null;
  }

  private static Node shown(Node sessions, String name, @Nullable Session was, Session is) {
    Node old = was == null ? EMPTY : child(sessions, name);
    Node node = old;
    boolean isSame =
        was != null
            && was.domid() == is.domid()
            && was.isPrivileged() == is.isPrivileged()
            && was.name().equals(is.name());
    if (!isSame) node = node.withValue(shown(is));
    PersistentMap<Watch.Key, Watch> watches = was == null ? PersistentMap.empty() : was.watches();
    if (watches != is.watches()) node = watches(node, watches, is.watches());
    return node == old ? sessions : sessions.withChild(name, node);
  }

  private static Bytes shown(Session session) {
    return new Lines()
        .add("name", session.name())
        .add("domid", session.domid())
        .add("privileged", session.isPrivileged() ? 1 : 0)
        .bytes();
  }

  private static Node watches(
      Node session, PersistentMap<Watch.Key, Watch> before, PersistentMap<Watch.Key, Watch> after) {
    Node[] folder = {child(session, WATCHES)};
    // Going first: a watch may be set again under the same rank, never under another key with it.
    before.difference(
        after,
        (key, was, is) -> {
          if (was != null) folder[0] = folder[0].withoutChild(Long.toString(was.sequence()));
        });
    before.difference(
        after,
        (key, was, is) -> {
          if (is != null) folder[0] = folder[0].withChild(Long.toString(is.sequence()), node(is));
        });
    return with(session, WATCHES, folder[0]);
  }

  private static Node node(Watch watch) {
    Lines lines =
        new Lines()
            .add("place", watch.place().toString())
            .add("token", watch.token())
            .add("depth", watch.depth())
            .add("prefix", watch.prefix());
    return Node.of(lines.bytes(), OWN);
  }

  private static Node hid(Node sessions, String name, @Nullable Session was, Session is) {
    boolean isSame =
        was != null
            && was.transactions() == is.transactions()
            && was.nextTransaction() == is.nextTransaction()
            && was.consumed() == is.consumed()
            && was.partial() == is.partial()
            && was.outbox() == is.outbox();
    return isSame ? sessions : sessions.withChild(name, Node.of(hid(is), OWN));
  }

  private static Bytes hid(Session session) {
    Encoder to = new Encoder();
    to.number(session.consumed()).bytes(session.partial()).number(session.nextTransaction());
    to.number(session.transactions().size());
    for (PersistentMap.Entry<Integer, ?> open : session.transactions()) to.number(open.key());
    Outbox outbox = session.outbox();
    to.number(outbox.published()).number(outbox.first()).number(outbox.packets().size());
    for (Outgoing packet : outbox.packets()) Values.outgoing(to, packet);
    return Bytes.wrap(to.toArray());
  }

  private static Node node(Domain domain) {
    Lines lines = new Lines().add("identity", domain.identity());
    if (domain.port().isPresent()) lines.add("port", domain.port().getAsInt());
    lines.add("shutdown", domain.isShutdown() ? 1 : 0);
    if (domain.target().isPresent()) lines.add("target", domain.target().getAsInt());
    lines.add("features", domain.features());
    if (domain.isResetting()) lines.add(RESETTING, 1);
    if (domain.error() != 0) lines.add(ERROR, domain.error());
    domain.limits().ifPresent(own -> limits(lines.add("limits", own.set().size()), OWN_LIMIT, own));
    return Node.of(lines.bytes(), OWN);
  }

  private static Lines limits(Lines lines, String prefix, Limits limits) {
    limits.set().forEach((name, limit) -> lines.add(prefix + Lines.name(name), limit));
    return lines;
  }

  private static Node node(Logging logging) {
    Lines lines = new Lines().add("on", logging.isOn() ? 1 : 0).add("file", logging.file());
    logging.switches().forEach((name, isOn) -> lines.add(SWITCH + Lines.name(name), isOn ? 1 : 0));
    return Node.of(lines.bytes(), OWN);
  }

  /// Checks that a checkpoint may be used at all.
  ///
  /// @throws IOException one line
  static void accept(String where, UUID expected, UUID area, int format) throws IOException {
    if (!area.equals(expected))
      throw new IOException(
          where + " holds a checkpoint of another area; --salvage goes on without it");
    if (format > FORMAT)
      throw new IOException(
          where + " was written by a newer version (format " + format + "); use that, or --clear");
  }

  /// The state that `tree` was made from.
  static State state(Tree tree) {
    Node root = tree.root();
    Node store = root.child(Checkpoint.STORE);
    if (store == null) throw new Damage("no " + Checkpoint.STORE);
    State state =
        State.of(
            new Tree(store),
            specials(child(root, SPECIAL)),
            domains(child(root, DOMAINS)),
            limits(Lines.of(child(root, LIMITS).value()), ""),
            logging(Lines.of(child(root, LOGGING).value())));
    Node hidden = child(root, Checkpoint.HIDDEN);
    for (PersistentMap.Entry<String, Node> entry : child(root, SESSIONS).children())
      state = withSession(state, entry.key(), entry.value(), child(hidden, SESSIONS));
    return state.withNextWatch(new Decoder(child(hidden, COUNTERS).value().toArray()).number());
  }

  private static PersistentMap<String, Permissions> specials(Node folder) {
    PersistentMap<String, Permissions> specials = PersistentMap.empty();
    for (PersistentMap.Entry<String, Node> entry : folder.children())
      specials = specials.with(Lines.named(entry.key()), entry.value().permissions());
    return specials;
  }

  private static PersistentMap<Integer, Domain> domains(Node folder) {
    PersistentMap<Integer, Domain> domains = PersistentMap.empty();
    for (PersistentMap.Entry<String, Node> entry : folder.children()) {
      int domid = (int) Lines.number(entry.key());
      domains = domains.with(domid, domain(domid, Lines.of(entry.value().value())));
    }
    return domains;
  }

  private static Domain domain(int domid, Map<String, String> lines) {
    return new Domain(
        domid,
        Lines.text(value(lines, "identity")),
        optional(lines, "port"),
        integer(lines, "shutdown") != 0,
        optional(lines, "target"),
        integer(lines, "features"),
        lines.containsKey("limits") ? Optional.of(limits(lines, OWN_LIMIT)) : Optional.empty(),
        lines.containsKey(RESETTING),
        lines.containsKey(ERROR) ? integer(lines, ERROR) : 0);
  }

  private static Limits limits(Map<String, String> lines, String prefix) {
    PersistentMap<String, Integer> set = PersistentMap.empty();
    for (String key : lines.keySet()) {
      if (!key.startsWith(prefix)) continue;
      set = set.with(Lines.named(key.substring(prefix.length())), integer(lines, key));
    }
    return new Limits(set);
  }

  private static Logging logging(Map<String, String> lines) {
    PersistentMap<String, Boolean> switches = PersistentMap.empty();
    for (String key : lines.keySet()) {
      if (!key.startsWith(SWITCH)) continue;
      switches =
          switches.with(Lines.named(key.substring(SWITCH.length())), integer(lines, key) != 0);
    }
    return new Logging(integer(lines, "on") != 0, Lines.text(value(lines, "file")), switches);
  }

  private static String value(Map<String, String> lines, String key) {
    String value = lines.get(key);
    if (value == null) throw new Damage("no " + key);
    return value;
  }

  private static int integer(Map<String, String> lines, String key) {
    return (int) Lines.number(value(lines, key));
  }

  private static OptionalInt optional(Map<String, String> lines, String key) {
    return lines.containsKey(key) ? OptionalInt.of(integer(lines, key)) : OptionalInt.empty();
  }

  private static State withSession(State state, String name, Node shown, Node hidden) {
    long id = Lines.number(name);
    Map<String, String> lines = Lines.of(shown.value());
    State with =
        state.with(
            new Change.Opened(
                id,
                integer(lines, "domid"),
                integer(lines, "privileged") != 0,
                true,
                Lines.text(value(lines, "name"))));
    for (Watch watch : watches(id, child(shown, WATCHES)))
      with = with.with(new Change.WatchSet(watch));
    Node rest = hidden.child(name);
    return rest == null ? with : resumed(with, id, new Decoder(rest.value().toArray()));
  }

  private static List<Watch> watches(long session, Node folder) {
    List<Watch> watches = new ArrayList<>();
    for (PersistentMap.Entry<String, Node> entry : folder.children())
      watches.add(watch(session, Lines.number(entry.key()), Lines.of(entry.value().value())));
    watches.sort(Comparator.comparingLong(Watch::sequence));
    return watches;
  }

  private static Watch watch(long session, long sequence, Map<String, String> lines) {
    String place = Lines.text(value(lines, "place"));
    return new Watch(
        session,
        sequence,
        place.startsWith("/") ? new Place.At(NodePath.of(place)) : new Place.Special(place),
        Lines.octets(value(lines, "token")),
        integer(lines, "depth"),
        integer(lines, "prefix"));
  }

  private static State resumed(State state, long id, Decoder from) {
    long consumed = from.number();
    Bytes partial = from.bytes();
    int nextTransaction = from.integer();
    State with = state;
    for (int i = from.count(); i > 0; i--)
      with = with.with(new Change.TransactionOpened(id, from.integer()));
    Outbox outbox = outbox(from);
    return with.withSession(with.session(id).resumed(nextTransaction, consumed, partial, outbox));
  }

  /// Only the first packet can have been given in part; an event equal to it may wait behind it.
  private static Outbox outbox(Decoder from) {
    long published = from.number();
    Outbox outbox = Outbox.at(from.number());
    for (int i = from.count(); i > 0; i--)
      outbox = outbox.with(Values.outgoing(from)).publishedTo(published);
    from.finish();
    return outbox;
  }
}
