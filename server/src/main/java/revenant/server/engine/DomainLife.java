package revenant.server.engine;

/// What happens to domains and to their rings without a request: pure functions, as [Engine] is.
/// None of them replies to anybody.
public final class DomainLife {
  private DomainLife() {}

  /// A domain is dead, or is not the one it was: all that was its own goes, and whoever watches is
  /// told, if it was introduced.
  public static Outcome died(State state, int domid, Context context) {
    Execution execution = new Execution(state, domid, context);
    DomainRequests.bury(execution, domid);
    return execution.outcome(Description.of("domain " + domid + " died"));
  }

  /// A domain shut down: whoever watches is told, once.
  public static Outcome shutDown(State state, int domid, Context context) {
    Execution execution = new Execution(state, domid, context);
    Domain domain = state.domain(domid);
    if (domain.isIntroduced() && !domain.isShutdown()) {
      execution.apply(new Change.DomainSet(domain.withShutdown(true)));
      Events.special(execution, State.RELEASED, domid);
    }
    return execution.outcome(Description.of("domain " + domid + " shut down"));
  }

  /// The control domain's own ring is served for the first time, with whatever is in it.
  public static Outcome began(State state, String identity, int port, Context context) {
    int domid = State.CONTROL_DOMAIN;
    Execution execution = new Execution(state, domid, context);
    Domain domain = state.domain(domid).introduced(identity, port);
    execution.apply(new Change.DomainSet(domain));
    execution.apply(new Change.Opened(domid, domid, true, true, DomainRequests.name(domid)));
    return execution.outcome(Description.of("domain " + domid + " began"));
  }

  /// A domain's connection begins anew, because the guest asks for it. That is done in the ring
  /// when this is durable, and then [#resetDone].
  public static Outcome reset(State state, int domid, Context context) {
    Execution execution = new Execution(state, domid, context);
    DomainRequests.renew(execution, state.domain(domid).resetting());
    return execution.outcome(Description.of("domain " + domid + " reconnected"));
  }

  /// The ring is as new. From now on it must never be made so again for the same reason: the guest
  /// may have begun to use it.
  public static Outcome resetDone(State state, int domid, Context context) {
    Execution execution = new Execution(state, domid, context);
    execution.apply(new Change.DomainSet(state.domain(domid).reset()));
    return execution.outcome(Description.NONE);
  }

  /// A domain's connection is stopped: watches, transactions and output go, the domain stays, so
  /// that its death is told of (XSA-325). INTRODUCE and the guest itself can begin it anew.
  ///
  /// @param error why (XENSTORE_ERROR_*)
  public static Outcome stopped(State state, int domid, int error, Context context) {
    Execution execution = new Execution(state, domid, context);
    DomainRequests.renew(execution, state.domain(domid).stopped(error));
    return execution.outcome(Description.of("domain " + domid + " stopped, error " + error));
  }
}
