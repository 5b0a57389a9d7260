package revenant.server.journal;

import jdk.jfr.FlightRecorder;
import revenant.api.store.Causes;

/// Tells the flight recorder what happened, if there is one: without it not even the classes of the
/// events are loaded, which would cost a tenth of a start.
final class Recording {
  private Recording() {}

  static void recovered(long replayed, long nodes) {
    if (!FlightRecorder.isInitialized()) return;
    RecoveryEvent event = new RecoveryEvent();
    event.replayed = replayed;
    event.nodes = nodes;
    event.commit();
  }

  static void saved(long position, Causes causes, long bytes, long nanos, boolean isSaved) {
    if (!FlightRecorder.isInitialized()) return;
    CheckpointEvent event = new CheckpointEvent();
    event.position = position;
    event.causes = causes.count();
    event.bytes = bytes;
    event.nanos = nanos;
    event.isSaved = isSaved;
    event.commit();
  }
}
