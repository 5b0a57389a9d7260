package revenant.server.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Access;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;

/// Everything the server knows, as one immutable value. It changes by [#with(Change)] alone, while
/// serving and in recovery. What can be counted from the rest (`usage`, `watches`) is never stored.
///
/// @param tree the clients' tree
/// @param specials the permissions of the special events, by name
/// @param domains what is known of domains, by domid
/// @param sessions the connections, by number
/// @param watches all watches by what they watch
/// @param limits the limits of domains that have none of their own
/// @param logging what is logged
/// @param usage what the nodes of each domain add up to
/// @param nextWatch the rank of the next watch
/// @param deaths how many domains have died since the process began
/// @param died for each domid that died since then, the number of that death
public record State(
    Tree tree,
    PersistentMap<String, Permissions> specials,
    PersistentMap<Integer, Domain> domains,
    Sessions sessions,
    Watches watches,
    Limits limits,
    Logging logging,
    PersistentMap<Integer, Usage> usage,
    long nextWatch,
    long deaths,
    PersistentMap<Integer, Long> died) {
  /// The control domain, which owns what nobody else does.
  public static final int CONTROL_DOMAIN = 0;

  /// The domid that stands for all domains in a permission list (DOMID_ANY).
  public static final int ANY_DOMAIN = 0x7FF5;

  /// The event of a domain that was introduced.
  public static final String INTRODUCED = "@introduceDomain";

  /// The event of a domain that shut down, died or was released.
  public static final String RELEASED = "@releaseDomain";

  private static final int NODE_HEADER_BYTES = 16;
  private static final int PERMISSION_BYTES = 8;

  /// The state of a host that just booted: `/tool/xenstored`, and who may watch the special events.
  public static State initial(Limits limits) {
    Permissions owner = Permissions.ownedBy(CONTROL_DOMAIN);
    Permissions readable =
        Permissions.of(
            new Permission(CONTROL_DOMAIN, Access.NONE), new Permission(ANY_DOMAIN, Access.READ));
    PersistentMap<String, Permissions> specials =
        PersistentMap.<String, Permissions>empty().with(INTRODUCED, owner).with(RELEASED, readable);
    Tree tree =
        Tree.of(owner)
            .with(NodePath.of("/tool"), Bytes.EMPTY, owner)
            .with(NodePath.of("/tool/xenstored"), Bytes.EMPTY, owner)
            .with(NodePath.of("/tool/xenstored/domid"), Bytes.of("0"), owner);
    return of(tree, specials, PersistentMap.empty(), limits, Logging.STANDARD);
  }

  /// A state without connections, with everything counted that is not given.
  public static State of(
      Tree tree,
      PersistentMap<String, Permissions> specials,
      PersistentMap<Integer, Domain> domains,
      Limits limits,
      Logging logging) {
    State state =
        new State(
            tree,
            specials,
            domains,
            Sessions.NONE,
            Watches.NONE,
            limits,
            logging,
            PersistentMap.empty(),
            0,
            0,
            PersistentMap.empty());
    return state.withUsage(count(PersistentMap.empty(), NodePath.ROOT, tree.root(), 1));
  }

  /// The state after one step.
  public State with(Change change) {
    return switch (change) {
      case Change.Put put -> with(put);
      case Change.Removed(NodePath path) -> withoutNode(path);
      case Change.SpecialPermissions(String name, Permissions permissions) ->
          withSpecials(specials.with(name, permissions));
      case Change.DomainSet(Domain domain) -> withDomains(domains.with(domain.domid(), domain));
      case Change.DomainGone(int domid, boolean isKeepingNodes) ->
          Burial.of(this, domid, isKeepingNodes);
      case Change.LimitsSet(Limits changed) -> withLimits(changed);
      case Change.LoggingSet(Logging changed) -> withLogging(changed);
      case Change.Opened(
              long id,
              int domid,
              boolean isPrivileged,
              boolean isDurable,
              String name) ->
          withSession(Session.begin(id, domid, isPrivileged, isDurable, name));
      case Change.Closed(long id) -> withoutSession(id);
      case Change.WatchSet(Watch watch) -> withWatch(watch);
      case Change.WatchGone(long id, Watch.Key key) -> withoutWatch(session(id), key);
      case Change.Reset(long id) -> reset(session(id));
      case Change.TransactionOpened(long id, int transaction) -> opened(session(id), transaction);
      case Change.TransactionEnded(long id, int transaction) -> ended(session(id), transaction);
      case Change.Said(long id, Outgoing packet) -> {
        Session session = session(id);
        yield withSession(session.withOutbox(session.outbox().with(packet)));
      }
      case Change.Consumed(long id, long position) ->
          withSession(session(id).withInput(position, Bytes.EMPTY));
      case Change.Fragment(long id, Bytes bytes) -> withFragment(session(id), bytes);
      case Change.Published(long id, long position) -> {
        Session session = session(id);
        yield withSession(session.withOutbox(session.outbox().publishedTo(position)));
      }
      case Change.Expired(long id, long position) -> {
        Session session = session(id);
        yield withSession(session.withOutbox(session.outbox().withoutEvents(position)));
      }
    };
  }

  /// The session numbered `id`, which there must be.
  public Session session(long id) {
    Session session = sessions.get(id);
    if (session == null) throw new IllegalStateException("no session " + id);
    return session;
  }

  /// What is known of the domain.
  public Domain domain(int domid) {
    Domain domain = domains.get(domid);
    return domain == null ? Domain.unknown(domid) : domain;
  }

  /// The limits of a domain: those set for it, and for the rest the global ones.
  public Limits limitsOf(int domid) {
    Domain domain = domains.get(domid);
    return domain == null ? limits : domain.limits().map(limits::with).orElse(limits);
  }

  /// What the nodes of a domain add up to.
  public Usage usageOf(int domid) {
    Usage known = usage.get(domid);
    return known == null ? Usage.NONE : known;
  }

  /// What a node takes of its owner's limits, in bytes, without its children.
  static long size(String name, Bytes value, Permissions permissions) {
    return NODE_HEADER_BYTES
        + name.length()
        + value.length()
        + (long) PERMISSION_BYTES * permissions.entries().size();
  }

  private State with(Change.Put put) {
    NodePath path = put.path();
    Node old = tree.get(path);
    PersistentMap<Integer, Usage> counted = usage;
    if (old == null || !takesAsMuch(old, put)) {
      if (old != null) counted = counted(counted, path, old.value(), old.permissions(), -1);
      counted = counted(counted, path, put.value(), put.permissions(), 1);
    }
    return withTree(tree.with(path, put.value(), put.permissions()), counted);
  }

  private static boolean takesAsMuch(Node old, Change.Put put) {
    return old.permissions() == put.permissions() && old.value().length() == put.value().length();
  }

  private static PersistentMap<Integer, Usage> counted(
      PersistentMap<Integer, Usage> usage,
      NodePath path,
      Bytes value,
      Permissions permissions,
      int sign) {
    int owner = permissions.owner();
    Usage known = usage.get(owner);
    Usage now =
        (known == null ? Usage.NONE : known)
            .plus(sign, sign * size(path.name(), value, permissions));
    return now.nodes() == 0 ? usage.without(owner) : usage.with(owner, now);
  }

  private State withoutNode(NodePath path) {
    Node gone = tree.get(path);
    if (gone == null) return this;
    return withTree(tree.without(path), count(usage, path, gone, -1));
  }

  /// `usage` with the node at `path` and all below it added `sign` times.
  static PersistentMap<Integer, Usage> count(
      PersistentMap<Integer, Usage> usage, NodePath path, Node top, int sign) {
    Map<Integer, Sum> sums = new HashMap<>();
    NodeWalk.walk(
        path.name(),
        top,
        (name, node) ->
            sums.computeIfAbsent(node.permissions().owner(), _ -> new Sum())
                .add(size(name, node.value(), node.permissions())));
    PersistentMap<Integer, Usage> counted = usage;
    for (Map.Entry<Integer, Sum> sum : sums.entrySet()) {
      Usage known = counted.get(sum.getKey());
      Usage now =
          (known == null ? Usage.NONE : known)
              .plus(sign * sum.getValue().nodes, sign * sum.getValue().bytes);
      counted = now.nodes() == 0 ? counted.without(sum.getKey()) : counted.with(sum.getKey(), now);
    }
    return counted;
  }

  /// Counts while many nodes are walked over.
  private static final class Sum {
    private long nodes;
    private long bytes;

    void add(long more) {
      nodes++;
      bytes += more;
    }
  }

  private State withWatch(Watch watch) {
    Session session = session(watch.session());
    State with = withSession(session.with(watch)).withWatches(watches.with(watch));
    return watch.sequence() < nextWatch ? with : with.withNextWatch(watch.sequence() + 1);
  }

  private State withoutWatch(Session session, Watch.Key key) {
    Watch watch = session.watches().get(key);
    if (watch == null) return this;
    return withSession(session.without(watch)).withWatches(watches.without(watch));
  }

  private State reset(Session session) {
    Watches rest = watches;
    for (PersistentMap.Entry<Watch.Key, Watch> entry : session.watches())
      rest = rest.without(entry.value());
    Session cleared =
        session.withoutWatches().withTransactions(PersistentMap.empty(), session.nextTransaction());
    return withSession(cleared).withWatches(rest);
  }

  private State withoutSession(long id) {
    @Nullable Session session = sessions.get(id);
    if (session == null) return this;
    State cleared = session.watches().isEmpty() ? this : reset(session);
    return cleared.withSessions(cleared.sessions.without(id));
  }

  private State opened(Session session, int transaction) {
    PersistentMap<Integer, Transaction> open =
        session.transactions().with(transaction, Transaction.begin(tree, deaths));
    return withSession(session.withTransactions(open, transaction + 1));
  }

  private State ended(Session session, int transaction) {
    return withSession(
        session.withTransactions(
            session.transactions().without(transaction), session.nextTransaction()));
  }

  private State withFragment(Session session, Bytes bytes) {
    byte[] joined = new byte[session.partial().length() + bytes.length()];
    session.partial().copyTo(joined, 0);
    bytes.copyTo(joined, session.partial().length());
    return withSession(session.withInput(session.consumed() + bytes.length(), Bytes.wrap(joined)));
  }

  /// The state after the process died: sockets are gone, open transactions are doomed.
  public State afterCrash() {
    State after = this;
    for (PersistentMap.Entry<Long, Session> entry : sessions) {
      Session session = entry.value();
      if (!session.isDurable()) after = after.withoutSession(session.id());
      else after = after.withSession(doomed(session));
    }
    return after;
  }

  private Session doomed(Session session) {
    Session doomed = session;
    for (PersistentMap.Entry<Integer, Transaction> open : session.transactions()) {
      doomed = doomed.withTransaction(open.key(), Transaction.doomed(tree, deaths));
    }
    return doomed;
  }

  State withTree(Tree changed, PersistentMap<Integer, Usage> counted) {
    return new State(
        changed, specials, domains, sessions, watches, limits, logging, counted, nextWatch, deaths,
        died);
  }

  State withUsage(PersistentMap<Integer, Usage> counted) {
    return withTree(tree, counted);
  }

  State withSpecials(PersistentMap<String, Permissions> changed) {
    return new State(
        tree, changed, domains, sessions, watches, limits, logging, usage, nextWatch, deaths, died);
  }

  State withDomains(PersistentMap<Integer, Domain> changed) {
    return new State(
        tree, specials, changed, sessions, watches, limits, logging, usage, nextWatch, deaths,
        died);
  }

  /// The state with this connection, new or changed.
  public State withSession(Session session) {
    return withSessions(sessions.with(session));
  }

  State withSessions(Sessions changed) {
    return new State(
        tree, specials, domains, changed, watches, limits, logging, usage, nextWatch, deaths, died);
  }

  State withWatches(Watches changed) {
    return new State(
        tree, specials, domains, sessions, changed, limits, logging, usage, nextWatch, deaths,
        died);
  }

  private State withLimits(Limits changed) {
    return new State(
        tree, specials, domains, sessions, watches, changed, logging, usage, nextWatch, deaths,
        died);
  }

  private State withLogging(Logging changed) {
    return new State(
        tree, specials, domains, sessions, watches, limits, changed, usage, nextWatch, deaths,
        died);
  }

  /// For recovery: the rank of the next watch is more than any that was given.
  public State withNextWatch(long next) {
    return new State(
        tree, specials, domains, sessions, watches, limits, logging, usage, next, deaths, died);
  }

  State withDeath(int domid) {
    return new State(
        tree,
        specials,
        domains,
        sessions,
        watches,
        limits,
        logging,
        usage,
        nextWatch,
        deaths + 1,
        died.with(domid, deaths + 1));
  }
}
