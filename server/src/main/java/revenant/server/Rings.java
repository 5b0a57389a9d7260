package revenant.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.server.engine.Context;
import revenant.server.engine.Domain;
import revenant.server.engine.DomainLife;
import revenant.server.engine.Domains;
import revenant.server.engine.Outcome;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Juncture;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;
import revenant.server.wire.Requests;

/// The rings of this host's domains: finds out who lives, connects, and makes what the guests see
/// agree with the state. What it finds it has decided by the engine; what was decided is done when
/// it is durable, and may be done again after a crash.
///
/// A connection begins anew in two records: that it is to, and that it did. Killed before the
/// second the next start does it again, killed after it never, because the guest may have begun to
/// use it.
final class Rings implements Domains {
  /// Errors that a stopped guest is told (XENSTORE_ERROR_*).
  static final int FAILURE = 1;

  static final int BAD_INDICES = 2;
  static final int BAD_PACKET = 3;

  private final DomainTransport transport;
  private final Map<Integer, Client> attached = new HashMap<>();
  private final Set<Integer> resetting = new LinkedHashSet<>();
  private final Set<Integer> stopping = new LinkedHashSet<>();
  private final Set<Integer> leaving = new LinkedHashSet<>();
  private @Nullable Prepared prepared;

  /// What came of connecting for an INTRODUCE that is not executed yet.
  ///
  /// @param isTried whether what was connected before is not any more
  private record Prepared(int domid, Attachment attachment, @Nullable Link link, boolean isTried) {}

  Rings(DomainTransport transport) {
    this.transport = transport;
  }

  @Override
  public Optional<String> identity(int domid) {
    return living(domid).map(DomainStatus::identity);
  }

  private Optional<DomainStatus> living(int domid) {
    return transport.status(domid).filter(status -> !status.isDying());
  }

  @Override
  public Attachment attach(int domid, long gfn, int port) {
    Prepared outcome = prepared;
    if (outcome == null || outcome.domid() != domid)
      throw new IllegalStateException("nobody connected to domain " + domid);
    return outcome.attachment();
  }

  /// Looks at all domains: connects to those that are not connected, and notes who died or shut
  /// down. First of all is known what everybody was given, because an event that equals one that
  /// waits is left out, and one that was given does not wait.
  void look(Loop loop, Context context) {
    List<Integer> dead = new ArrayList<>();
    List<Integer> shutDown = new ArrayList<>();
    for (int domid : known(loop.state())) {
      Domain domain = loop.state().domain(domid);
      Optional<DomainStatus> status = living(domid);
      if (domid == State.CONTROL_DOMAIN) attachControl(loop, context);
      else if (status.isEmpty() || domain.isOther(status.get().identity())) dead.add(domid);
      else if (domain.isIntroduced()) {
        attach(loop, domid, context);
        if (status.get().isShutdown() && !domain.isShutdown()) shutDown.add(domid);
      }
    }
    for (int domid : dead) {
      // At once: a domain cannot vanish while its page is mapped.
      transport.disconnect(domid);
      loop.decide(domid, DomainLife.died(loop.state(), domid, context), context);
    }
    for (int domid : shutDown)
      loop.decide(domid, DomainLife.shutDown(loop.state(), domid, context), context);
  }

  /// Whoever there is something of: what is known of it, or nodes that it owns.
  private static Set<Integer> known(State state) {
    Set<Integer> known = new TreeSet<>();
    known.add(State.CONTROL_DOMAIN);
    state.domains().forEach((domid, domain) -> known.add(domid));
    state.usage().forEach((domid, usage) -> known.add(domid));
    return known;
  }

  private void attachControl(Loop loop, Context context) {
    if (transport.controlPort().isPresent()) attach(loop, State.CONTROL_DOMAIN, context);
  }

  /// Whether the control domain has a ring that could not be connected to.
  boolean isWithoutControl() {
    return transport.controlPort().isPresent() && !attached.containsKey(State.CONTROL_DOMAIN);
  }

  private void attach(Loop loop, int domid, Context context) {
    if (attached.containsKey(domid)) return;
    int port = port(loop.state(), domid);
    switch (transport.connect(domid, port)) {
      case Connection.Made(Link link, int bound) -> {
        Client client = join(loop, domid, link);
        boolean isNew = !loop.state().sessions().contains((long) domid);
        if (isNew) loop.decide(domid, began(loop, bound, context), context);
        goOn(loop, domid, client, context);
        Juncture.ATTACHED.here();
      }
      case Connection.Refused(String errno) -> refused(loop, domid, errno, context);
    }
  }

  private int port(State state, int domid) {
    return domid == State.CONTROL_DOMAIN
        ? transport.controlPort().orElseThrow()
        : state.domain(domid).port().orElseThrow();
  }

  private Outcome began(Loop loop, int port, Context context) {
    return DomainLife.began(loop.state(), identity(State.CONTROL_DOMAIN).orElse(""), port, context);
  }

  private Client join(Loop loop, int domid, Link link) {
    Client client = loop.join(link, domid);
    Client before = attached.put(domid, client);
    if (before != null) loop.leave(before);
    leaving.remove(domid);
    return client;
  }

  /// A ring goes on where the state says it stands.
  private void goOn(Loop loop, int domid, Client client, Context context) {
    Domain domain = loop.state().domain(domid);
    client.shut();
    if (domain.isResetting()) resetting.add(domid);
    else if (domain.error() != 0) stopping.add(domid);
    else if (wantsReset(client, domain)) reset(loop, domid, context);
    else resume(loop, domid, client, context);
  }

  private static boolean wantsReset(Client client, Domain domain) {
    return domain.mayReconnect() && client.link().wantsReset();
  }

  private void reset(Loop loop, int domid, Context context) {
    loop.decide(domid, DomainLife.reset(loop.state(), domid, context), context);
  }

  private void resume(Loop loop, int domid, Client client, Context context) {
    Session session = loop.state().session(domid);
    long published = session.outbox().published();
    long end = session.outbox().end();
    int features = loop.state().domain(domid).features();
    if (client.link().resume(session.consumed(), published, end, features)) {
      client.open();
      loop.goesOn(client);
    } else if (domid == State.CONTROL_DOMAIN && session.consumed() == 0 && end == 0) {
      // Another server used this ring before.
      reset(loop, domid, context);
    } else {
      stop(loop, client, BAD_INDICES, context);
    }
  }

  private void refused(Loop loop, int domid, String errno, Context context) {
    Domain domain = loop.state().domain(domid);
    if (domid == State.CONTROL_DOMAIN || domain.error() != 0) return;
    loop.tell("cannot connect to domain " + domid + ": " + errno);
    loop.decide(domid, DomainLife.stopped(loop.state(), domid, FAILURE, context), context);
  }

  /// Stops a guest's connection; others do not notice.
  void stop(Loop loop, Client client, int error, Context context) {
    int domid = (int) client.session();
    client.shut();
    loop.tell("the ring of domain " + domid + " is stopped: " + why(error));
    loop.decide(domid, DomainLife.stopped(loop.state(), domid, error, context), context);
  }

  private static String why(int error) {
    return switch (error) {
      case BAD_INDICES -> "its indices make no sense";
      case BAD_PACKET -> "it sent a packet that is too long";
      default -> "its request killed the server";
    };
  }

  /// Whether requests may be read from the ring. If the guest asks for a fresh connection it gets
  /// that instead.
  boolean isOpen(Loop loop, Client client, Context context) {
    if (!client.link().wantsReset()) return client.isOpen();
    int domid = (int) client.session();
    Domain domain = loop.state().domain(domid);
    if (domain.isResetting() || !domain.mayReconnect()) return client.isOpen();
    client.shut();
    reset(loop, domid, context);
    return false;
  }

  /// Connects if `packet`, which is executed next, asks for it: the engine is told what came of it.
  void connectFor(Session session, Packet packet) {
    if (packet.type() != RequestType.INTRODUCE.number() || !session.isPrivileged()) return;
    Request request = Requests.parse(RequestType.INTRODUCE, packet.payload(), "");
    if (request instanceof Request.Introduce(int domid, long gfn, int port))
      prepared = connected(domid, port);
  }

  private Prepared connected(int domid, int port) {
    Optional<DomainStatus> status = living(domid);
    if (status.isEmpty()) return failed(domid, "ENOENT", false);
    return switch (transport.connect(domid, port)) {
      case Connection.Made(Link link, int bound) -> {
        Attachment made = new Attachment.Attached(status.get().identity(), bound);
        yield new Prepared(domid, made, link, true);
      }
      case Connection.Refused(String errno) -> failed(domid, errno, true);
    };
  }

  private static Prepared failed(int domid, String errno, boolean isTried) {
    return new Prepared(domid, new Attachment.Failed(errno(errno)), null, isTried);
  }

  private static Errno errno(String name) {
    for (Errno errno : Errno.values()) if (errno.name().equals(name)) return errno;
    return Errno.EINVAL;
  }

  /// The packet for which [#connectFor] was called is executed. If nothing came of it the domain is
  /// as before.
  void introduced(Loop loop, Context context) {
    Prepared outcome = prepared;
    prepared = null;
    if (outcome == null || !outcome.isTried()) return;
    int domid = outcome.domid();
    Domain domain = loop.state().domain(domid);
    if (outcome.link() != null && domain.isResetting()) {
      join(loop, domid, outcome.link()).shut();
      return;
    }
    if (outcome.link() != null) transport.disconnect(domid);
    Client before = attached.remove(domid);
    if (before == null) return;
    loop.leave(before);
    // A ring goes on from where it is recorded to be.
    loop.commit();
    attach(loop, domid, context);
  }

  /// Notes what a step asks for, to be done when it is durable.
  void note(Domain domain) {
    if (domain.isResetting()) resetting.add(domain.domid());
    if (domain.error() != 0) stopping.add(domain.domid());
  }

  /// Notes that a domain is gone.
  void noteGone(int domid) {
    resetting.remove(domid);
    stopping.remove(domid);
    leaving.add(domid);
  }

  /// Does what the turn decided, which is durable now.
  void settle(Loop loop, Context context) {
    if (resetting.isEmpty() && stopping.isEmpty() && leaving.isEmpty()) return;
    for (int domid : leaving) disconnect(loop, domid);
    leaving.clear();
    for (int domid : stopping) stop(domid, loop.state().domain(domid).error());
    stopping.clear();
    List<Client> fresh = new ArrayList<>();
    for (int domid : resetting) if (attached.containsKey(domid)) fresh.add(attached.get(domid));
    resetting.clear();
    for (Client client : fresh) renew(loop, client, context);
    loop.commit();
    if (!fresh.isEmpty()) Juncture.RESET_RECORDED.here();
    for (Client client : fresh) opened(loop, client);
  }

  private void disconnect(Loop loop, int domid) {
    transport.disconnect(domid);
    Client client = attached.remove(domid);
    if (client != null) loop.leave(client);
  }

  private void stop(int domid, int error) {
    if (error == 0) return;
    Client client = attached.get(domid);
    if (client == null) {
      transport.fail(domid, error);
      return;
    }
    client.shut();
    client.link().stop(error);
  }

  private void renew(Loop loop, Client client, Context context) {
    int domid = (int) client.session();
    Juncture.RESET_DECIDED.here();
    client.link().reset(loop.state().domain(domid).features());
    Juncture.RESET_IN_PAGE.here();
    loop.decide(domid, DomainLife.resetDone(loop.state(), domid, context), context);
  }

  private static void opened(Loop loop, Client client) {
    client.open();
    client.link().opened();
    loop.goesOn(client);
  }
}
