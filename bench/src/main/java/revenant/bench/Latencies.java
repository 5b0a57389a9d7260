package revenant.bench;

import java.util.Arrays;

/// How long requests took; the first million count.
final class Latencies {
  private static final int MAX = 1 << 20;
  private static final double NANOS_PER_MICRO = 1000;

  private final long[] nanos = new long[MAX];
  private int count;

  void clear() {
    count = 0;
  }

  void add(long nano) {
    if (count < MAX) nanos[count++] = nano;
  }

  /// In microseconds, with `share` of all at or below it; 0 if none was measured.
  double micros(double share) {
    if (count == 0) return 0;
    Arrays.sort(nanos, 0, count);
    return nanos[Math.min(count - 1, (int) (count * share))] / NANOS_PER_MICRO;
  }
}
