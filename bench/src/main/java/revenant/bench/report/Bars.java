package revenant.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import revenant.bench.result.Unit;

/// Bars from left to right: a row for each thing measured, in it a bar for each target.
final class Bars {
  private static final double WIDTH = 900;
  private static final double LABELS = 330;
  private static final double VALUES = 90;
  private static final double TOP = 44;
  private static final double BAR = 13;
  private static final double GAP = 8;
  private static final double LETTER = 4;

  private final String title;
  private final Unit unit;
  private final List<String> targets;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String label, List<OptionalDouble> values) {}

  Bars(String title, Unit unit, List<String> targets) {
    this.title = title;
    this.unit = unit;
    this.targets = targets;
  }

  /// @param values one for each target
  void add(String label, List<OptionalDouble> values) {
    if (values.stream().anyMatch(OptionalDouble::isPresent)) rows.add(new Row(label, values));
  }

  /// The plot; nothing if nothing was added.
  String svg() {
    if (rows.isEmpty()) return "";
    Axis axis =
        Axis.fromZero(
            rows.stream()
                .flatMap(row -> row.values.stream())
                .flatMapToDouble(OptionalDouble::stream)
                .max()
                .orElse(1));
    double height = TOP + rows.stream().mapToDouble(Bars::height).sum() + GAP;
    Svg svg = new Svg(WIDTH, height, title);
    svg.title(0, 14, title + (unit.label().isEmpty() ? "" : " (" + unit.label() + ")"));
    for (double tick : axis.ticks()) {
      double x = x(axis, tick);
      svg.rule(x, TOP - 6, x, height);
      svg.text(x, TOP - 10, "middle", Axis.brief(tick));
    }
    double top = TOP + GAP / 2;
    for (Row row : rows) {
      draw(svg, axis, row, top);
      top += height(row);
    }
    return svg.finished();
  }

  private static double height(Row row) {
    return row.values.stream().filter(OptionalDouble::isPresent).count() * BAR + GAP;
  }

  private static double x(Axis axis, double value) {
    return LABELS + axis.place(value) * (WIDTH - LABELS - VALUES);
  }

  private void draw(Svg svg, Axis axis, Row row, double top) {
    svg.text(LABELS - 8, top + (height(row) - GAP) / 2 + LETTER, "end", row.label);
    double y = top;
    for (int i = 0; i < row.values.size(); i++) {
      if (row.values.get(i).isEmpty()) continue;
      double value = row.values.get(i).getAsDouble();
      String said = unit.text(value);
      String hint = targets.get(i) + ", " + row.label + ": " + said;
      svg.bar(LABELS, y, x(axis, value) - LABELS, BAR - 2, i, hint);
      svg.text(x(axis, value) + LETTER, y + BAR - 3, "start", said);
      y += BAR;
    }
  }
}
