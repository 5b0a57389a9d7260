package revenant.bench.result;

import java.util.List;

/// How something went while a scenario ran.
///
/// @param name what it is
/// @param unit of the values
public record Series(String name, Unit unit, List<Point> points) {
  /// Copies.
  public Series {
    points = List.copyOf(points);
  }

  /// What it was at a time.
  public record Point(double seconds, double value) {}
}
