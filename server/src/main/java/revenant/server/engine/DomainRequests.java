package revenant.server.engine;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;
import revenant.server.wire.Errno;
import revenant.server.wire.Request;

/// What the control domain says and asks about domains (xenstore.txt, "Domain management").
final class DomainRequests {
  private static final int SELF = 0x7FF0;

  private DomainRequests() {}

  /// Connects a domain, or connects it anew: then nothing is left of the connection before.
  static void introduce(Execution execution, Request.Introduce request) {
    int domid = request.domid();
    if (domid >= Domains.FIRST_RESERVED) throw new Refusal(Errno.EINVAL);
    switch (execution.context().domains().attach(domid, request.gfn(), request.port())) {
      case Domains.Attachment.Failed(Errno errno) -> throw new Refusal(errno);
      case Domains.Attachment.Attached(String identity, int port) ->
          connect(execution, domid, identity, port);
    }
  }

  private static void connect(Execution execution, int domid, String identity, int port) {
    buryOther(execution, domid, identity);
    Domain known = execution.state().domain(domid);
    renew(execution, known.introduced(identity, port).resetting());
    boolean isControl = domid == State.CONTROL_DOMAIN;
    if (!known.isIntroduced() && !isControl) Events.special(execution, State.INTRODUCED, domid);
  }

  /// Nothing of a domain that is not there any more may be left to another with its domid.
  private static void buryOther(Execution execution, int domid, String identity) {
    if (domid != State.CONTROL_DOMAIN && execution.state().domain(domid).isOther(identity))
      bury(execution, domid);
  }

  /// A domain's connection is one without a past.
  static void renew(Execution execution, Domain domain) {
    int domid = domain.domid();
    execution.apply(new Change.DomainSet(domain));
    execution.apply(new Change.Closed(domid));
    boolean isControl = domid == State.CONTROL_DOMAIN;
    execution.apply(new Change.Opened(domid, domid, isControl, true, name(domid)));
  }

  static String name(int domid) {
    return "domain " + domid;
  }

  static void checkConnected(Execution execution, int domid) {
    if (domid == State.CONTROL_DOMAIN) throw new Refusal(Errno.EINVAL);
    if (!isConnected(execution, domid)) throw new Refusal(Errno.ENOENT);
  }

  /// Takes away all that a domain has and was given, and tells everybody; that it is gone only if
  /// it was ever introduced.
  static void bury(Execution execution, int domid) {
    boolean wasIntroduced = execution.state().domain(domid).isIntroduced();
    Tree before = execution.state().tree();
    execution.apply(new Change.DomainGone(domid, execution.context().isKeepingOrphans()));
    before.difference(
        execution.state().tree(),
        new Tree.DifferenceVisitor() {
          @Override
          public void added(NodePath path, Node node) {}

          @Override
          public void removed(NodePath path, Node node) {
            Events.fire(execution, path, before, true);
          }

          @Override
          public void changed(NodePath path, Node was, Node is) {}
        });
    if (wasIntroduced) Events.special(execution, State.RELEASED, domid);
  }

  static void resume(Execution execution, int domid) {
    checkConnected(execution, domid);
    execution.apply(new Change.DomainSet(execution.state().domain(domid).withShutdown(false)));
  }

  static void setTarget(Execution execution, Request.SetTarget request) {
    Domain domain = execution.state().domain(request.domid());
    boolean areThere =
        isConnected(execution, request.domid()) && isConnected(execution, request.target());
    if (!areThere) throw new Refusal(Errno.ENOENT);
    execution.apply(new Change.DomainSet(domain.withTarget(request.target())));
  }

  static boolean isIntroduced(Execution execution, int domid) {
    return domid == SELF || isConnected(execution, domid);
  }

  /// The control domain is, whether it uses its ring or not.
  private static boolean isConnected(Execution execution, int domid) {
    return domid == State.CONTROL_DOMAIN || execution.state().domain(domid).isIntroduced();
  }

  static int features(Execution execution, OptionalInt domid) {
    if (domid.isEmpty()) return execution.state().domain(execution.session().domid()).features();
    if (!execution.caller().isPrivileged()) throw new Refusal(Errno.EACCES);
    return existing(execution, domid.getAsInt()).features();
  }

  static void setFeatures(Execution execution, Request.SetFeature request) {
    Domain domain = existing(execution, request.domid());
    if (isConnected(execution, request.domid())) throw new Refusal(Errno.EBUSY);
    if ((request.bits() & ~Features.ALL) != 0) throw new Refusal(Errno.EINVAL);
    execution.apply(new Change.DomainSet(domain.withFeatures(request.bits())));
  }

  static String quota(Execution execution, Request.GetQuota request) {
    Limits limits =
        request.domid().isEmpty()
            ? execution.state().limits()
            : execution.state().limitsOf(existing(execution, request.domid().getAsInt()).domid());
    return request
        .quota()
        .map(name -> Integer.toString(limits.of(quota(name))))
        .orElseGet(
            () -> Stream.of(Quota.values()).map(Quota::label).collect(Collectors.joining(" ")));
  }

  static void setQuota(Execution execution, Request.SetQuota request) {
    Quota quota = quota(request.quota());
    if (request.domid().isEmpty()) {
      execution.apply(
          new Change.LimitsSet(execution.state().limits().with(quota, request.value())));
      return;
    }
    Domain domain = existing(execution, request.domid().getAsInt());
    Limits own = domain.limits().orElse(Limits.STANDARD).with(quota, request.value());
    execution.apply(new Change.DomainSet(domain.withLimits(own)));
  }

  private static Quota quota(String name) {
    return Quota.of(name).orElseThrow(() -> new Refusal(Errno.EINVAL));
  }

  /// What tells the domain that there is now from others, if there is one. If the one that is known
  /// is another, it is dead, and goes before anything is given to this one.
  private static Optional<String> identity(Execution execution, int domid) {
    // Asked once: the domain may die meanwhile.
    Optional<String> identity = execution.context().domains().identity(domid);
    identity.ifPresent(now -> buryOther(execution, domid, now));
    return identity;
  }

  /// Whether permissions may name the domain: then it is remembered, introduced or not, so that its
  /// end is noticed and the next one with its domid gets nothing.
  static boolean mayBeNamed(Execution execution, int domid) {
    Optional<String> identity = identity(execution, domid);
    if (identity.isEmpty()) return false;
    Domain known = execution.state().domain(domid);
    if (known.identity().isEmpty() && !identity.get().isEmpty())
      execution.apply(new Change.DomainSet(known.identified(identity.get())));
    return true;
  }

  private static Domain existing(Execution execution, int domid) {
    boolean isThere = identity(execution, domid).isPresent();
    if (!isThere && !execution.state().domains().contains(domid)) throw new Refusal(Errno.ENOENT);
    return execution.state().domain(domid);
  }
}
