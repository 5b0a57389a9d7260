package revenant.bench.result;

import java.util.List;
import revenant.bench.wire.Latencies;

/// How latencies are told.
public final class Percentiles {
  /// Half of the requests take at most this.
  public static final String MEDIAN = "p50";

  /// One in a hundred takes longer.
  public static final String HIGH = "p99";

  /// The longest.
  public static final String MAX = "max";

  /// Those of which figures are made.
  public static final List<String> NAMES = List.of(MEDIAN, "p90", HIGH, "p99.9", MAX);

  private Percentiles() {}

  static List<Figure> figures(Latencies latencies) {
    return NAMES.stream()
        .map(name -> new Figure(name, micros(latencies, name), Unit.MICROS))
        .toList();
  }

  /// That of a name, in microseconds.
  public static double micros(Latencies latencies, String name) {
    if (name.equals(MAX)) return latencies.maxMicros();
    return latencies.micros(Double.parseDouble(name.substring(1)));
  }
}
