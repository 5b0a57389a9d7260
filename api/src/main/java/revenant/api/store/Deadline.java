package revenant.api.store;

import java.time.Duration;

/// A moment of the monotonic clock by which a call should be back.
///
/// @param nanoTime as `System.nanoTime()` counts
public record Deadline(long nanoTime) {
  /// The moment `duration` from now.
  public static Deadline in(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /// Whether it has come.
  public boolean isOver() {
    return System.nanoTime() - nanoTime >= 0;
  }
}
