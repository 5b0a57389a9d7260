package revenant.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import revenant.bench.result.Unit;

/// A line for each target, over steps or over time.
final class Lines {
  private static final double WIDTH = 440;
  private static final double HEIGHT = 250;
  private static final double LEFT = 56;
  private static final double RIGHT = 16;
  private static final double TOP = 46;
  private static final double BOTTOM = 40;
  private static final double LETTER = 4;

  private final String title;
  private final Unit unit;
  private final String across;
  private final List<String> steps;
  private final List<Line> lines = new ArrayList<>();

  private record Line(String target, int number, List<double[]> points) {}

  /// @param across what is on the lower side, with its unit
  /// @param steps names that stand there at equal distances; none if there are numbers
  Lines(String title, Unit unit, String across, List<String> steps) {
    this.title = title;
    this.unit = unit;
    this.across = across;
    this.steps = steps;
  }

  /// @param number of the target, which gives it its colour
  /// @param points each with the number of a step, or a number, and a value
  void add(String target, int number, List<double[]> points) {
    if (!points.isEmpty()) lines.add(new Line(target, number, points));
  }

  /// The plot; nothing if nothing was added.
  String svg() {
    if (lines.isEmpty()) return "";
    Axis up = Axis.covering(all(1));
    Axis along =
        steps.isEmpty()
            ? Axis.fromZero(all(0).stream().mapToDouble(x -> x).max().orElse(1))
            : new Axis(-0.2, steps.size() - 0.8, false);
    Svg svg = new Svg(WIDTH, HEIGHT, title);
    svg.title(0, 14, title);
    frame(svg, up, along);
    for (Line line : lines) draw(svg, line, up, along);
    return svg.finished();
  }

  private List<Double> all(int coordinate) {
    return lines.stream()
        .flatMap(line -> line.points.stream())
        .map(point -> point[coordinate])
        .toList();
  }

  private void frame(Svg svg, Axis up, Axis along) {
    svg.text(0, TOP - 12, "start", unit.label().isEmpty() ? "number" : unit.label());
    for (double tick : up.ticks()) {
      svg.rule(LEFT, y(up, tick), WIDTH - RIGHT, y(up, tick));
      svg.text(LEFT - 6, y(up, tick) + LETTER, "end", Axis.brief(tick));
    }
    for (int i = 0; i < steps.size(); i++)
      svg.text(x(along, i), HEIGHT - BOTTOM + 16, "middle", steps.get(i));
    if (steps.isEmpty())
      for (double tick : along.ticks())
        svg.text(x(along, tick), HEIGHT - BOTTOM + 16, "middle", Axis.brief(tick));
    svg.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, "middle", across);
  }

  private void draw(Svg svg, Line line, Axis up, Axis along) {
    StringBuilder path = new StringBuilder();
    for (double[] point : line.points)
      path.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(along, point[0]), y(up, point[1])));
    svg.path(path.toString().strip(), line.number);
    if (steps.isEmpty()) return;
    for (double[] point : line.points) {
      String hint = line.target + ", " + steps.get((int) point[0]) + ": " + unit.text(point[1]);
      svg.dot(x(along, point[0]), y(up, point[1]), line.number, hint);
    }
  }

  private static double x(Axis along, double value) {
    return LEFT + along.place(value) * (WIDTH - LEFT - RIGHT);
  }

  private static double y(Axis up, double value) {
    return HEIGHT - BOTTOM - up.place(value) * (HEIGHT - BOTTOM - TOP);
  }
}
