package revenant.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Clients of the control domain's that guests wait for and that take nothing, such as a program
/// that was suspended. They lose their connection, or all guests would stand still with them.
final class Stuck {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<Long, Mark> marks = new HashMap<>();

  /// How far a client had come, and since when.
  private record Mark(long nanoTime, long published) {}

  /// Whose connection is to end at `nanoTime`. To be asked now and then.
  List<Session> due(State state, long nanoTime) {
    marks.keySet().removeIf(id -> !Burdens.isOverburdened(state.sessions().get(id)));
    List<Session> due = new ArrayList<>();
    state
        .sessions()
        .forEach((id, session) -> {
          if (Burdens.isOverburdened(session) && isStuck(session, nanoTime)) due.add(session);
        });
    return due;
  }

  /// A ring is not ours to end.
  private boolean isStuck(Session session, long nanoTime) {
    long published = session.outbox().published();
    Mark mark = marks.get(session.id());
    if (mark == null || mark.published() != published) {
      mark = new Mark(nanoTime, published);
      marks.put(session.id(), mark);
    }
    return !session.isDurable() && nanoTime - mark.nanoTime() >= PATIENCE_NANOS;
  }
}
