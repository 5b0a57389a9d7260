package revenant.server.engine;

import java.util.OptionalInt;
import revenant.api.tree.Access;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;

/// Somebody who asks, and what permission lists mean to them.
///
/// @param domid the domain
/// @param isPrivileged whether everything is allowed
/// @param target the domain whose rights it has too (SET_TARGET)
record Caller(int domid, boolean isPrivileged, OptionalInt target) {
  /// May read.
  static final int READ = 1;

  /// May write.
  static final int WRITE = 2;

  /// May set permissions.
  static final int OWNER = 4;

  private static final int ALL = READ | WRITE | OWNER;

  static Caller of(State state, Session session) {
    OptionalInt target =
        session.isPrivileged() ? OptionalInt.empty() : state.domain(session.domid()).target();
    return new Caller(session.domid(), session.isPrivileged(), target);
  }

  /// What `permissions` allow: the owner everything, others what the first entry that names them
  /// says, or else the owner's entry.
  int access(Permissions permissions) {
    if (isPrivileged || matches(permissions.owner())) return ALL;
    for (int i = 1; i < permissions.entries().size(); i++) {
      Permission entry = permissions.entries().get(i);
      if (matches(entry.domid())) return mask(entry.access());
    }
    return mask(permissions.entries().get(0).access());
  }

  boolean mayRead(Permissions permissions) {
    return (access(permissions) & READ) != 0;
  }

  private boolean matches(int other) {
    return other == domid
        || other == State.ANY_DOMAIN
        || (target.isPresent() && target.getAsInt() == other);
  }

  private static int mask(Access access) {
    return (access.mayRead() ? READ : 0) | (access.mayWrite() ? WRITE : 0);
  }
}
