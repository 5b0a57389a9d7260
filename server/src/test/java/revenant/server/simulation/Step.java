package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Outcome;
import revenant.server.engine.Outgoing;
import revenant.server.engine.State;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;
import revenant.server.wire.Requests;

/// A request that was executed, or something that happened to a domain.
///
/// @param before the state before it
/// @param session who asked, or the domid
/// @param packet the request; null if nobody asked
/// @param isRefused whether it was answered without being executed
/// @param context what it was told of the world
/// @param outcome what came of it
record Step(
    State before,
    long session,
    @Nullable Packet packet,
    boolean isRefused,
    Context context,
    Outcome outcome) {
  State after() {
    return outcome.state();
  }

  /// The type of the request; null if there is none such, or no request.
  @Nullable RequestType type() {
    return packet == null ? null : RequestType.of(packet.type());
  }

  /// The transaction that the request names, or 0.
  int transaction() {
    return packet == null ? 0 : packet.transactionId();
  }

  boolean isPrivileged() {
    return before.session(session).isPrivileged();
  }

  /// What the request says.
  @Nullable Request request() {
    RequestType type = type();
    return type == null || packet == null
        ? null
        : Requests.parse(type, packet.payload(), home(before.session(session).domid()));
  }

  static String home(int domid) {
    return "/local/domain/" + domid;
  }

  /// The answer to the request.
  Packet answer() {
    for (Change change : outcome.changes())
      if (change instanceof Change.Said(long to, Outgoing outgoing) && !outgoing.isEvent())
        return packet(outgoing);
    throw new AssertionError("answers: none to a request");
  }

  private static Packet packet(Outgoing outgoing) {
    return Packet.take(ByteBuffer.wrap(outgoing.packet().toArray()).order(ByteOrder.LITTLE_ENDIAN));
  }

  boolean hasFailed() {
    return answer().type() == RequestType.ERROR.number();
  }

  boolean hasFailed(Errno errno) {
    return hasFailed() && answer().payload().text().equals(errno.name() + "\0");
  }

  /// Who was told, and of what.
  List<Change.Said> events() {
    List<Change.Said> events = new ArrayList<>();
    for (Change change : outcome.changes())
      if (change instanceof Change.Said said && said.packet().isEvent()) events.add(said);
    return events;
  }

  /// The domain that it buried, or -1.
  int buried() {
    for (Change change : outcome.changes())
      if (change instanceof Change.DomainGone gone) return gone.domid();
    return -1;
  }
}
