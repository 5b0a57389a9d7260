package revenant.server.journal;

import jdk.jfr.Category;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A start that found a state. Off unless a recording asks for it.
@Name("revenant.Recovery")
@Label("Recovery")
@Category("Revenant")
@Enabled(false)
@StackTrace(false)
final class RecoveryEvent extends Event {
  @Label("Records Replayed")
  long replayed;

  @Label("Nodes")
  long nodes;
}
