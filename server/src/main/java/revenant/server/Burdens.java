package revenant.server;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Guests that have a privileged client told more than it takes, which nobody else limits: they
/// wait until it has taken enough.
final class Burdens {
  /// How much output may wait for a privileged client before guests have to wait that cause more of
  /// it. For others there is a limit of memory.
  private static final long BACKLOG_BYTES_MAX = 1 << 20;

  private final Map<Long, Long> listeners = new HashMap<>();

  /// Whether guests wait for a client to take what they have it told.
  static boolean isOverburdened(@Nullable Session listener) {
    return listener != null
        && listener.isPrivileged()
        && listener.outbox().bytes() > BACKLOG_BYTES_MAX;
  }

  /// `listener` was said something because of what `by` did.
  void told(long listener, long by, State after) {
    if (!isOverburdened(after.sessions().get(listener))) return;
    Session cause = after.sessions().get(by);
    if (cause != null && !cause.isPrivileged()) listeners.put(by, listener);
  }

  /// Whether a session has to wait.
  boolean holdBack(long session, State state) {
    Long listener = listeners.get(session);
    if (listener == null) return false;
    if (isOverburdened(state.sessions().get(listener))) return true;
    forget(session);
    return false;
  }

  void forget(long session) {
    listeners.remove(session);
  }
}
