package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Place;
import revenant.server.wire.Request;

/// Setting watches and taking them back (xenstore.txt, "Watches").
final class Watching {
  private static final Bytes OK = Bytes.of("OK\0");

  private Watching() {}

  /// Sets a watch: the acknowledgement comes first, then the event that every watch begins with.
  static void watch(Execution execution, Packet packet, Request.Watch request) {
    Session session = execution.session();
    Watch watch =
        new Watch(
            session.id(),
            execution.state().nextWatch(),
            request.place(),
            request.token(),
            depth(execution, request),
            request.isRelative() ? DomainPath.of(session.domid()).length() + 1 : 0);
    checkLength(execution, request.place());
    if (session.watches().contains(watch.key())) throw new Refusal(Errno.EEXIST);
    if (!session.isPrivileged()) checkLimits(execution, watch);
    execution.apply(new Change.WatchSet(watch));
    execution.reply(packet, OK);
    Events.first(execution, watch);
  }

  private static int depth(Execution execution, Request.Watch request) {
    int features = execution.state().domain(execution.session().domid()).features();
    boolean isOffered = (features & Features.WATCH_DEPTH) != 0;
    if (request.depth() >= 0 && !isOffered) throw new Refusal(Errno.EINVAL);
    return request.depth();
  }

  private static void checkLength(Execution execution, Place place) {
    if (execution.session().isPrivileged()) return;
    int length = place.toString().length();
    if (place instanceof Place.At at) length -= DomainPath.prefixLength(at.path());
    if (execution.limits().forbids(Quota.PATH_MAX, length)) throw new Refusal(Errno.EINVAL);
  }

  private static void checkLimits(Execution execution, Watch watch) {
    Session session = execution.session();
    boolean isTooMany = execution.limits().forbids(Quota.WATCHES, session.watches().size() + 1L);
    long memory = Engine.memory(execution.state(), session) + watch.bytes();
    if (isTooMany || execution.limits().forbids(Quota.MEMORY, memory))
      throw new Refusal(Errno.ENOSPC);
  }

  static void unwatch(Execution execution, Request.Unwatch request) {
    Watch.Key key = new Watch.Key(request.place().toString(), request.token());
    Session session = execution.session();
    if (!session.watches().contains(key)) throw new Refusal(Errno.ENOENT);
    execution.apply(new Change.WatchGone(session.id(), key));
  }
}
