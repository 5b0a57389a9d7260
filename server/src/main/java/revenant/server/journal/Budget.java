package revenant.server.journal;

/// What saving may cost: a share of one processor and of the area's bandwidth, each averaged over a
/// second. A save is paid after it was made, and the next waits until that is earned. What a
/// process saves that has just begun costs several times what it will soon: after that it waits for
/// a second at most.
final class Budget {
  private static final long NANOS_MAX = 100_000_000;
  private static final long BYTES_MAX = 4 << 20;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long COLD_NANOS = 10 * SECOND_NANOS;

  private final long begin;
  private long nanos = NANOS_MAX;
  private long bytes = BYTES_MAX;
  private long nanosEach = NANOS_MAX / 100;
  private long earnedAt;

  Budget(long now) {
    begin = now;
    earnedAt = now;
  }

  private void earn(long now) {
    long passed = Math.min(2 * SECOND_NANOS, Math.max(0, now - earnedAt));
    earnedAt = now;
    nanos = Math.min(NANOS_MAX, nanos + passed * NANOS_MAX / SECOND_NANOS);
    bytes = Math.min(BYTES_MAX, bytes + passed * BYTES_MAX / SECOND_NANOS);
  }

  /// How long until the next save may begin; 0 for now.
  long nanosUntilEarned(long now) {
    earn(now);
    long time = nanos >= 0 ? 0 : -nanos * (SECOND_NANOS / NANOS_MAX);
    long space = bytes >= 0 ? 0 : (long) (-bytes * (double) SECOND_NANOS / BYTES_MAX);
    return Math.max(time, space);
  }

  /// How many saves could be made now.
  int affordable() {
    return (int) Math.max(1, nanos / Math.max(1, nanosEach));
  }

  void spend(long spentNanos, long spentBytes) {
    nanos -= spentNanos;
    if (earnedAt - begin < COLD_NANOS) nanos = Math.max(nanos, -NANOS_MAX);
    bytes -= Math.max(0, spentBytes);
    nanosEach = (3 * nanosEach + spentNanos) / 4;
  }
}
