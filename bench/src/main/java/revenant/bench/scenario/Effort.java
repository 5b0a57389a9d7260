package revenant.bench.scenario;

/// How much work to do.
///
/// @param nanos how long scenarios take that can take any time
/// @param soakNanos how long the soak takes
/// @param scale what sizes are multiplied by: 1, or less to try things out
/// @param isWithRings whether rings may be used where there are any
public record Effort(long nanos, long soakNanos, double scale, boolean isWithRings) {
  /// A size, such as a number of nodes.
  public int sized(int size) {
    return size <= 1 ? size : Math.max(2, (int) (size * scale));
  }
}
