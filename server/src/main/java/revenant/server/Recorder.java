package revenant.server;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// The flight recorder, if there is one: without it not even the event's class is loaded, which
/// would take most of the first turn.
final class Recorder {
  private Recorder() {}

  /// A turn that begins, for whoever is to hear of it.
  static @Nullable TurnEvent begun() {
    if (!FlightRecorder.isInitialized()) return null;
    TurnEvent event = new TurnEvent();
    event.begin();
    return event;
  }
}
