package revenant.server.journal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Makes a short phase long, so that a test's kill falls into it: `-Drevenant.slow.PHASE=MILLIS`,
/// where PHASE is `checkpoint`, `recovery` or `segment-change`. Without these properties it does
/// nothing, at no cost.
enum SlowMotion {
  CHECKPOINT("checkpoint"),
  RECOVERY("recovery"),
  SEGMENT_CHANGE("segment-change");

  private final int millis;

  SlowMotion(String phase) {
    millis = Integer.getInteger("revenant.slow." + phase, 0);
  }

  void here() {
    if (millis > 0) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }
}
