package revenant.server.engine;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// One request being executed: the state as it becomes, step by step, and the steps.
final class Execution {
  private final Context context;
  private final long sessionId;
  private final List<Change> changes = new ArrayList<>(4);
  private final List<Effect> effects = new ArrayList<>(0);
  private State state;
  private State safe;
  private int safeChanges;

  Execution(State state, long sessionId, Context context) {
    this.state = state;
    this.safe = state;
    this.sessionId = sessionId;
    this.context = context;
  }

  State state() {
    return state;
  }

  Context context() {
    return context;
  }

  Session session() {
    return state.session(sessionId);
  }

  Caller caller() {
    return Caller.of(state, session());
  }

  /// The limits that the caller must keep to.
  Limits limits() {
    return state.limitsOf(session().domid());
  }

  void apply(Change change) {
    state = state.with(change);
    changes.add(change);
  }

  /// Keeps what an open transaction saw and did; that is nobody else's business, and no change.
  void keep(int transactionId, Transaction transaction) {
    state = state.withSession(session().withTransaction(transactionId, transaction));
  }

  void ask(Effect effect) {
    effects.add(effect);
  }

  /// From here on a refusal takes back only what follows.
  void secure() {
    safe = state;
    safeChanges = changes.size();
  }

  void rollBack() {
    state = safe;
    while (changes.size() > safeChanges) changes.removeLast();
    effects.clear();
  }

  /// Whether the tree is larger than before the request, and too large to be saved.
  boolean isTooLarge() {
    long bytes = state.tree().root().bytes();
    return bytes > safe.tree().root().bytes() && !context.admits().test(bytes);
  }

  /// Adds a reply to the caller's output.
  void reply(Packet request, Bytes payload) {
    if (payload.length() > Packet.PAYLOAD_MAX) throw new Refusal(Errno.E2BIG);
    Packet reply =
        new Packet(request.type(), request.requestId(), request.transactionId(), payload);
    say(Bytes.wrap(reply.bytes()));
  }

  void refuse(Packet request, Errno errno) {
    say(
        Bytes.wrap(
            Packet.bytes(
                RequestType.ERROR,
                request.requestId(),
                request.transactionId(),
                errno.name(),
                true)));
  }

  private void say(Bytes packet) {
    apply(new Change.Said(sessionId, new Outgoing(packet, false)));
  }

  Outcome outcome(String what) {
    return new Outcome(state, changes, effects, what);
  }
}
