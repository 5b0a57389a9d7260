package revenant.server.journal;

import java.time.Duration;
import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.engine.State;
import revenant.server.setup.RecoveryReport;

/// Keeps nothing (`--ack=none`).
///
/// @param recovered the state that every start begins with
record Forgetful(State recovered) implements Persistence {
  @Override
  public void goOn() {}

  @Override
  public RecoveryReport report() {
    return new RecoveryReport(
        recovered.tree().count(), 0, false, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  }

  @Override
  public void executing(long session, long position) {}

  @Override
  public boolean isDeadly(long session, long position) {
    return false;
  }

  @Override
  public boolean isHopeless(long session, long position) {
    return false;
  }

  @Override
  public String giveUp(Bytes packet) {
    return "lost";
  }

  @Override
  public boolean admits(long bytes) {
    return true;
  }

  @Override
  public void append(List<Entry> entries, State after) {}

  @Override
  public void settle() {}

  @Override
  public void close() {}
}
