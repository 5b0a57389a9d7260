package revenant.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
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
  private long safeUnconsumed;
  private @Nullable Session session;

  /// Where the input that is executed ends, until that is part of the state; then negative.
  private long unconsumed = -1;

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
    Session known = session;
    if (known == null) session = known = state.session(sessionId);
    return known;
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
    session = null;
    changes.add(change);
    // A connection that begins anew has consumed nothing.
    if (change instanceof Change.Opened opened && opened.session() == sessionId) unconsumed = -1;
  }

  /// The input before `position` is done with, which becomes part of the state together with the
  /// reply: every request has one, and two steps would cost twice as much.
  void consume(long position) {
    changes.add(new Change.Consumed(sessionId, position));
    unconsumed = position;
  }

  /// Keeps what an open transaction saw and did; that is nobody else's business, and no change.
  void keep(int transactionId, Transaction transaction) {
    state = state.withSession(session().withTransaction(transactionId, transaction));
    session = null;
  }

  void ask(Effect effect) {
    effects.add(effect);
  }

  /// From here on a refusal takes back only what follows.
  void secure() {
    safe = state;
    safeChanges = changes.size();
    safeUnconsumed = unconsumed;
  }

  void rollBack() {
    state = safe;
    unconsumed = safeUnconsumed;
    session = null;
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
    Change.Said said = new Change.Said(sessionId, new Outgoing(packet, false));
    if (unconsumed < 0) {
      apply(said);
      return;
    }
    state = state.withSession(session().answered(unconsumed, said.packet()));
    session = null;
    changes.add(said);
    unconsumed = -1;
  }

  Outcome outcome(Description what) {
    return new Outcome(state, changes, effects, what);
  }
}
