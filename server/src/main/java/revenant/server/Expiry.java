package revenant.server;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import revenant.server.engine.Change;
import revenant.server.engine.Outbox;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// For how long the events wait that a client does not take (`-w watch-event`). What the time is
/// counted from is forgotten with the process: a start gives everybody as long again.
final class Expiry {
  private final long nanosMax;
  private final Map<Long, Deque<Mark>> marks = new HashMap<>();

  /// How far an outbox went at a time.
  private record Mark(long nanoTime, long end) {}

  /// @param longest how long an event waits; for ever if zero
  Expiry(Duration longest) {
    nanosMax = longest.toNanos();
  }

  /// What has waited for too long at `nanoTime`, and is to be left out. To be asked now and then.
  List<Change> due(State state, long nanoTime) {
    if (nanosMax == 0) return List.of();
    marks.keySet().removeIf(id -> !isWaiting(state.sessions().get(id)));
    List<Change> due = new ArrayList<>();
    state
        .sessions()
        .forEach((id, session) -> {
          if (isWaiting(session)) look(session, nanoTime, due);
        });
    return due;
  }

  private static boolean isWaiting(@Nullable Session session) {
    return session != null && !session.isPrivileged() && !session.outbox().isEmpty();
  }

  private void look(Session session, long nanoTime, List<Change> due) {
    Outbox outbox = session.outbox();
    Deque<Mark> known = marks.computeIfAbsent(session.id(), id -> new ArrayDeque<>());
    boolean beganAnew = !known.isEmpty() && known.getLast().end() > outbox.end();
    if (beganAnew) known.clear();
    long before = outbox.published();
    while (!known.isEmpty() && nanoTime - known.getFirst().nanoTime() >= nanosMax)
      before = known.removeFirst().end();
    Outbox rest = outbox.withoutEvents(before);
    long moved = outbox.end() - rest.end();
    if (moved > 0) {
      due.add(new Change.Expired(session.id(), before));
      known.addAll(moved(known, moved));
    }
    if (known.isEmpty() || known.getLast().end() < rest.end())
      known.add(new Mark(nanoTime, rest.end()));
  }

  /// What follows the events that are left out moves up.
  private static List<Mark> moved(Deque<Mark> known, long moved) {
    List<Mark> marks =
        known.stream().map(mark -> new Mark(mark.nanoTime(), mark.end() - moved)).toList();
    known.clear();
    return marks;
  }
}
