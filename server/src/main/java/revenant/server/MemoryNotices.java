package revenant.server;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import revenant.server.engine.Engine;
import revenant.server.engine.Limits;
import revenant.server.engine.Quota;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Tells the operator which domains take much memory: more than is good (`soft-memory`), or so much
/// that they are not served (`memory`). A domain that comes and goes is told of now and then.
final class MemoryNotices {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private enum Level {
    LOW,
    HIGH,
    FULL
  }

  /// What was said of a domain last, and when.
  private record Said(Level level, long nanoTime) {}

  private final Consumer<String> log;
  private final Map<Long, Said> said = new HashMap<>();

  MemoryNotices(Consumer<String> log) {
    this.log = log;
  }

  /// To be called now and then.
  void look(State state, long nanoTime) {
    said.keySet().removeIf(id -> !state.sessions().contains(id));
    state
        .sessions()
        .forEach((id, session) -> {
          if (!session.isPrivileged()) look(session, level(state, session), nanoTime);
        });
  }

  private static Level level(State state, Session session) {
    Limits limits = state.limitsOf(session.domid());
    long bytes = Engine.memory(state, session);
    if (limits.forbids(Quota.MEMORY, bytes)) return Level.FULL;
    return limits.forbids(Quota.SOFT_MEMORY, bytes) ? Level.HIGH : Level.LOW;
  }

  private void look(Session session, Level level, long nanoTime) {
    Said last = said.get(session.id());
    if (level == (last == null ? Level.LOW : last.level())) return;
    if (last != null && nanoTime - last.nanoTime() < PAUSE_NANOS) return;
    said.put(session.id(), new Said(level, nanoTime));
    log.accept("domain " + session.domid() + text(level));
  }

  private static String text(Level level) {
    return switch (level) {
      case LOW -> " is below its limits of memory again";
      case HIGH -> " takes more than its soft limit of memory";
      case FULL -> " takes more than its limit of memory: its requests wait";
    };
  }
}
