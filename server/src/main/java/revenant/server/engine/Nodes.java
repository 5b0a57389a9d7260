package revenant.server.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;

/// Reading and writing nodes, in a transaction or not: who may, and what it does (xenstore.txt,
/// "Database read, write and permissions operations").
final class Nodes {
  private static final int RELY_ON_NODE = Transaction.EXISTENCE | Transaction.PERMISSIONS;

  private final Execution execution;
  private final View view;
  private final Caller caller;
  private final Limits limits;

  Nodes(Execution execution, View view) {
    this.execution = execution;
    this.view = view;
    this.caller = execution.caller();
    this.limits = execution.limits();
  }

  Bytes read(NodePath path) {
    return readable(path, Transaction.VALUE).value();
  }

  /// The names of the children, each with a NUL after it.
  Bytes directory(NodePath path) {
    Node node = readable(path, Transaction.CHILDREN);
    if (node.nameBytes() > Packet.PAYLOAD_MAX) throw new Refusal(Errno.E2BIG);
    return names(node, 0, node.nameBytes());
  }

  /// The fingerprint of the list of names, and as many whole names from `offset` on as fit; after
  /// the last one, or if there are none, one more NUL.
  Bytes directoryPart(NodePath path, int offset) {
    Node node = readable(path, Transaction.CHILDREN);
    String fingerprint = Long.toUnsignedString(node.fingerprint()) + "\0";
    if (offset >= node.nameBytes()) return Bytes.of(fingerprint + "\0");
    Bytes names = names(node, offset, Packet.PAYLOAD_MAX - fingerprint.length() - 1);
    boolean isLast = offset + names.length() == node.nameBytes();
    return Bytes.of(fingerprint + names.text() + (isLast ? "\0" : ""));
  }

  private static Bytes names(Node node, int offset, int lengthMax) {
    StringBuilder names = new StringBuilder(Math.min(lengthMax, node.nameBytes()));
    int position = 0;
    for (PersistentMap.Entry<String, Node> child : node.children()) {
      String name = child.key();
      int end = position + name.length() + 1;
      if (end > offset) {
        if (names.length() + name.length() + 1 > lengthMax) break;
        names.append(name, Math.max(0, offset - position), name.length()).append('\0');
      }
      position = end;
    }
    return Bytes.of(names.toString());
  }

  Permissions permissions(NodePath path) {
    return readable(path, Transaction.PERMISSIONS).permissions();
  }

  void write(NodePath path, Bytes value) {
    Node node = writable(path);
    if (node == null) {
      create(path, value);
      return;
    }
    checkSize(node, value.length() - node.value().length(), node.permissions());
    view.edit(new Edit.SetValue(path, value));
  }

  void mkdir(NodePath path) {
    if (writable(path) == null) create(path, Bytes.EMPTY);
  }

  /// The node, which the caller may write, or null where it is missing and may be made.
  private @Nullable Node writable(NodePath path) {
    checkLength(path);
    Node node = view.look(path, reliance());
    if (view.isLenient()) return node;
    if (node != null && allows(node, Caller.WRITE)) return node;
    refuseHiding(path, node == null ? Errno.ENOENT : Errno.EACCES, Caller.WRITE);
    return null;
  }

  private void create(NodePath path, Bytes value) {
    int depth = path.depth() - 1;
    Node above = view.look(path.prefix(depth), Transaction.WAY);
    while (above == null && depth > 0) {
      depth--;
      above = view.look(path.prefix(depth), Transaction.WAY);
    }
    if (above == null) throw new Refusal(Errno.ENOENT);
    view.look(path.prefix(depth), RELY_ON_NODE);
    Permissions inherited = above.permissions();
    Permissions permissions =
        caller.isPrivileged() ? inherited : inherited.withOwner(caller.domid());
    List<Edit> edits = new ArrayList<>(path.depth() - depth);
    for (int i = depth + 1; i < path.depth(); i++) {
      edits.add(new Edit.Create(path.prefix(i), Bytes.EMPTY, permissions, false));
    }
    edits.add(new Edit.Create(path, value, permissions, true));
    if (!caller.isPrivileged()) checkRoomFor(edits, path, depth, above);
    for (Edit edit : edits) view.edit(edit);
  }

  private void checkRoomFor(List<Edit> edits, NodePath path, int depth, Node above) {
    if (view.isLenient()) return;
    long bytes = 0;
    for (Edit edit : edits) {
      if (!(edit instanceof Edit.Create create)) continue;
      boolean isLast = create.isTold();
      int children = isLast ? 0 : path.name(create.path().depth()).length() + 1;
      check(Quota.NODE_SIZE, size(create.value().length(), create.permissions(), children));
      bytes += State.size(create.path().name(), create.value(), create.permissions());
    }
    int grown = above.nameBytes() + path.name(depth).length() + 1;
    check(Quota.NODE_SIZE, size(above.value().length(), above.permissions(), grown));
    Usage surplus = view.surplus(caller.domid());
    check(
        Quota.NODES,
        execution.state().usageOf(caller.domid()).nodes() + surplus.nodes() + edits.size());
    checkMemory(caller.domid(), bytes);
  }

  void rm(NodePath path) {
    checkLength(path);
    Node node = view.look(path, reliance());
    if (view.isLenient()) {
      if (path.isRoot()) throw new Refusal(Errno.EINVAL);
      view.edit(new Edit.Remove(path));
      return;
    }
    if (node == null) {
      refuseHiding(path, Errno.ENOENT, Caller.WRITE);
      if (view.look(path.parent(), Transaction.EXISTENCE) == null) throw new Refusal(Errno.ENOENT);
      return;
    }
    if (!allows(node, Caller.WRITE)) refuseHiding(path, Errno.EACCES, Caller.WRITE);
    if (path.isRoot()) throw new Refusal(Errno.EINVAL);
    view.edit(new Edit.Remove(path));
  }

  void setPermissions(NodePath path, Permissions permissions) {
    checkLength(path);
    if (view.isLenient()) {
      view.edit(new Edit.SetPermissions(path, permissions));
      return;
    }
    Node node = permitted(path, Caller.WRITE | Caller.OWNER);
    if (!caller.isPrivileged() && permissions.owner() != node.permissions().owner()) {
      throw new Refusal(Errno.EPERM);
    }
    checkSize(node, 0, permissions);
    view.edit(new Edit.SetPermissions(path, permissions));
  }

  /// The node, with which the caller may do all of `needed`.
  private Node permitted(NodePath path, int needed) {
    checkLength(path);
    Node node = view.look(path, reliance());
    if (node != null && allows(node, needed)) return node;
    refuseHiding(path, node == null ? Errno.ENOENT : Errno.EACCES, needed);
    throw new Refusal(node == null ? Errno.ENOENT : Errno.EACCES);
  }

  /// The node, which the caller may read, and of which the request relies on what it is told.
  private Node readable(NodePath path, int reliance) {
    Node node = permitted(path, Caller.READ);
    view.rely(path, node, reliance);
    return node;
  }

  private boolean allows(Node node, int needed) {
    return (caller.access(node.permissions()) & needed) == needed;
  }

  /// What looking at a node relies on: whoever may do everything does not depend on permissions.
  private int reliance() {
    return caller.isPrivileged() ? Transaction.EXISTENCE : RELY_ON_NODE;
  }

  /// Refuses with EACCES if that is the reason, or if the nearest node above does not allow any of
  /// `needed`: so nobody learns what is there where they may not look.
  private void refuseHiding(NodePath path, Errno reason, int needed) {
    if (reason != Errno.ENOENT) throw new Refusal(Errno.EACCES);
    if (caller.isPrivileged()) return;
    NodePath above = path.parent();
    Node node = view.look(above, reliance());
    while (node == null && !above.isRoot()) {
      above = above.parent();
      node = view.look(above, reliance());
    }
    boolean mayKnow = node != null && (caller.access(node.permissions()) & needed) != 0;
    if (!mayKnow) throw new Refusal(Errno.EACCES);
  }

  /// The length of a path, not counting where the domain's own nodes begin, has a limit.
  private void checkLength(NodePath path) {
    if (caller.isPrivileged()) return;
    int length = path.toString().length();
    if (limits.forbids(Quota.PATH_MAX, length)
        && limits.forbids(Quota.PATH_MAX, length - DomainPath.prefixLength(path)))
      throw new Refusal(Errno.EINVAL);
  }

  private void checkSize(Node node, int growth, Permissions permissions) {
    if (caller.isPrivileged() || view.isLenient()) return;
    check(Quota.NODE_SIZE, size(node.value().length() + growth, permissions, node.nameBytes()));
    if (growth > 0) checkMemory(permissions.owner(), growth);
  }

  /// What a node takes of its writer's limit.
  static long size(Node node) {
    return size(node.value().length(), node.permissions(), node.nameBytes());
  }

  private static long size(int value, Permissions permissions, int names) {
    return State.size("", Bytes.EMPTY, permissions) + value + names;
  }

  /// A node is its owner's, whoever makes it larger.
  private void checkMemory(int owner, long growth) {
    if (owner == State.CONTROL_DOMAIN) return;
    State state = execution.state();
    boolean isOwn = owner == caller.domid();
    Session session = isOwn ? execution.session() : state.sessions().get((long) owner);
    long taken = session == null ? state.usageOf(owner).bytes() : Engine.memory(state, session);
    if (state.limitsOf(owner).forbids(Quota.MEMORY, taken + view.surplus(owner).bytes() + growth))
      throw new Refusal(Errno.ENOSPC);
  }

  private void check(Quota quota, long value) {
    if (limits.forbids(quota, value)) throw new Refusal(Errno.ENOSPC);
  }
}
