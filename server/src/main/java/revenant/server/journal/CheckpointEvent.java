package revenant.server.journal;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/// A checkpoint that was saved, or failed. Off unless a recording asks for it.
@Name("revenant.Checkpoint")
@Label("Checkpoint")
@Category("Revenant")
@Enabled(false)
@StackTrace(false)
final class CheckpointEvent extends Event {
  @Label("Position")
  long position;

  @Label("Requests")
  long causes;

  @Label("Growth of the Store")
  @DataAmount
  long bytes;

  @Label("Time")
  @Timespan
  long nanos;

  @Label("Is Saved")
  boolean isSaved;
}
