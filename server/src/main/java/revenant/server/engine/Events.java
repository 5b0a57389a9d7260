package revenant.server.engine;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.server.wire.Packet;

/// Tells watchers what changed, as far as they may know (xenstore.txt, WATCH; XSA-115).
final class Events {
  private Events() {}

  /// Tells of an edit that was done to the live tree.
  static void fire(Execution execution, Edit edit, Tree before) {
    if (edit.isTold()) fire(execution, edit.path(), before, edit instanceof Edit.Remove);
  }

  /// Tells of a change at `path`. Where a subtree was removed, those who watch something below it
  /// are told first, each of the very node that it watches.
  static void fire(Execution execution, NodePath path, Tree before, boolean isRemoval) {
    if (isRemoval) {
      for (Watch watch : execution.state().watches().below(path)) {
        NodePath watched = Watches.path(watch);
        if (watched != null && before.contains(watched)) tell(execution, watch, watched, before);
      }
    }
    for (Watch watch : execution.state().watches().touchedBy(path))
      tell(execution, watch, path, before);
  }

  private static void tell(Execution execution, Watch watch, NodePath path, Tree before) {
    if (mayKnow(execution, watch, path, before)) send(execution, watch, path.toString());
  }

  private static boolean mayKnow(Execution execution, Watch watch, NodePath path, Tree before) {
    Session session = execution.state().session(watch.session());
    if (session.isPrivileged()) return true;
    Caller watcher = Caller.of(execution.state(), session);
    Tree after = execution.state().tree();
    NodePath parent = path.parent();
    return isReadable(watcher, after.get(path))
        || isReadable(watcher, before.get(path))
        || isReadable(watcher, after.get(parent))
        || isReadable(watcher, before.get(parent));
  }

  private static boolean isReadable(Caller watcher, @Nullable Node node) {
    return node != null && watcher.mayRead(node.permissions());
  }

  /// Tells of something that happened to a domain: first who only wants to know that it did, then
  /// who is told which domain it was.
  static void special(Execution execution, String name, int domid) {
    Permissions permissions = execution.state().specials().get(name);
    String ofDomain = name + "/" + domid;
    List<Watch> named = execution.state().watches().on(ofDomain);
    for (Watch watch : execution.state().watches().on(name)) {
      if (watch.depth() < 0) special(execution, watch, permissions, name);
      if (watch.depth() > 0) named.add(watch);
    }
    named.sort(Comparator.comparingLong(Watch::sequence));
    for (Watch watch : named) special(execution, watch, permissions, ofDomain);
  }

  /// Tells of new permissions of a special event, which were `old`.
  static void specialPermissions(Execution execution, String name, Permissions old) {
    for (Watch watch : execution.state().watches().on(name)) {
      if (mayKnow(execution, watch, old)) send(execution, watch, name);
      else special(execution, watch, execution.state().specials().get(name), name);
    }
  }

  private static void special(
      Execution execution, Watch watch, @Nullable Permissions permissions, String path) {
    if (mayKnow(execution, watch, permissions)) send(execution, watch, path);
  }

  private static boolean mayKnow(
      Execution execution, Watch watch, @Nullable Permissions permissions) {
    Session session = execution.state().session(watch.session());
    return session.isPrivileged()
        || (permissions != null && Caller.of(execution.state(), session).mayRead(permissions));
  }

  /// The event that every watch begins with, whatever there is to see.
  static void first(Execution execution, Watch watch) {
    send(execution, watch, watch.place().toString());
  }

  private static void send(Execution execution, Watch watch, String path) {
    String shown = path.substring(Math.min(watch.prefix(), path.length()));
    if (shown.length() + watch.token().length() + 2 > Packet.PAYLOAD_MAX) return;
    Session session = execution.state().session(watch.session());
    Outgoing event = new Outgoing(Bytes.wrap(Packet.event(shown, watch.token())), true);
    if (session.outbox().holds(event) || isFull(execution.state(), session, event)) return;
    execution.apply(new Change.Said(session.id(), event));
  }

  private static boolean isFull(State state, Session session, Outgoing event) {
    return !session.isPrivileged()
        && state
            .limitsOf(session.domid())
            .forbids(Quota.MEMORY, Engine.memory(state, session) + event.packet().length());
  }
}
