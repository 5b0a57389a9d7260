package revenant.server;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// One turn of the loop, for Java Flight Recorder; off unless a recording asks for it.
@Name("revenant.Turn")
@Label("Turn")
@Category("Revenant")
@Enabled(false)
@StackTrace(false)
final class TurnEvent extends Event {
  @Label("Clients served")
  int clients;

  void commit(int served) {
    clients = served;
    commit();
  }
}
