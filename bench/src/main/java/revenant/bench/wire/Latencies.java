package revenant.bench.wire;

import org.HdrHistogram.Histogram;

/// How long requests took.
public final class Latencies {
  private static final long LONGEST_NANOS = 3_600_000_000_000L;
  private static final int DIGITS = 3;
  private static final double NANOS_PER_MICRO = 1000;

  private final Histogram histogram = new Histogram(LONGEST_NANOS, DIGITS);

  /// One took so long. A clock that stood still counts as its smallest step.
  public void add(long nanos) {
    histogram.recordValue(Math.clamp(nanos, 1, LONGEST_NANOS));
  }

  /// Those of another measurement, too.
  public void add(Latencies other) {
    histogram.add(other.histogram);
  }

  /// Forgets all.
  public void clear() {
    histogram.reset();
  }

  /// How many there are.
  public long count() {
    return histogram.getTotalCount();
  }

  /// In microseconds, with so many of a hundred at or below it.
  public double micros(double percentile) {
    return histogram.getValueAtPercentile(percentile) / NANOS_PER_MICRO;
  }

  /// The longest, in microseconds.
  public double maxMicros() {
    return histogram.getMaxValue() / NANOS_PER_MICRO;
  }
}
