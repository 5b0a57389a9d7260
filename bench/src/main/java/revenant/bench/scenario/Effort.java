package revenant.bench.scenario;

/// How much work to do.
///
/// @param nanos how long scenarios take that can take any time
/// @param soakNanos how long the soak takes
/// @param scale what sizes are multiplied by: 1, or less to try things out
/// @param isWithRings whether rings may be used where there are any
public record Effort(long nanos, long soakNanos, double scale, boolean isWithRings) {
  /// How many times as long as others a round takes that warms up: a compiler that shares two
  /// processors with a server and its clients needs some seconds.
  private static final int WARM_UP = 4;

  /// The effort of a round that counts for nothing.
  public Effort toWarmUp() {
    return new Effort(WARM_UP * nanos, soakNanos, scale, isWithRings);
  }

  /// A tenth of the work.
  public Effort tenth() {
    return new Effort(nanos, soakNanos, scale / 10, isWithRings);
  }

  /// A size, such as a number of nodes.
  public int sized(int size) {
    return size <= 1 ? size : Math.max(2, (int) (size * scale));
  }
}
