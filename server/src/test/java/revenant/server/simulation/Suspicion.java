package revenant.server.simulation;

import org.jspecify.annotations.Nullable;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Which request processes died on, as the area remembers it: two in a row are enough (G11).
final class Suspicion {
  private static final int DEATHS_MAX = 2;

  /// A request that was being executed when processes died.
  private record Suspect(long session, long position) {}

  private @Nullable Suspect executing;
  private @Nullable Suspect suspect;
  private int deaths;

  void executing(long session, long position) {
    executing = new Suspect(session, position);
  }

  boolean isDeadly(long session, long position) {
    return deaths >= DEATHS_MAX && new Suspect(session, position).equals(suspect);
  }

  /// The process died; the next one recovers this.
  void judge(State recovered) {
    Suspect last = executing;
    executing = null;
    if (last == null || isDone(last, recovered)) {
      deaths = 0;
      suspect = null;
    } else {
      deaths = last.equals(suspect) ? deaths + 1 : 1;
      suspect = last;
    }
  }

  private static boolean isDone(Suspect last, State recovered) {
    Session session = recovered.sessions().get(last.session());
    return session == null || session.consumed() >= last.position();
  }
}
