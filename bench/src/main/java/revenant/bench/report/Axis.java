package revenant.bench.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A scale of numbers along one side of a plot.
///
/// @param isLogarithmic whether equal lengths are equal ratios
record Axis(double min, double max, boolean isLogarithmic) {
  private static final double WIDE = 20;
  private static final int TICKS = 5;
  private static final double[] STEPS = {1, 2, 2.5, 5, 10};

  /// From zero, or, where that would hide the small ones, with equal lengths for equal ratios.
  static Axis covering(Collection<Double> values) {
    double most = values.stream().mapToDouble(value -> value).max().orElse(1);
    double least = values.stream().mapToDouble(value -> value).min().orElse(0);
    if (least > 0 && most / least > WIDE) return logarithmic(least, most);
    return fromZero(most);
  }

  static Axis fromZero(double most) {
    if (most <= 0) return new Axis(0, 1, false);
    double step = step(most);
    return new Axis(0, Math.ceil(most / step - 1e-9) * step, false);
  }

  static Axis logarithmic(double least, double most) {
    double from = Math.pow(10, Math.floor(Math.log10(least) + 1e-9));
    double to = Math.pow(10, Math.ceil(Math.log10(most) - 1e-9));
    return new Axis(from, Math.max(to, from * 10), true);
  }

  private static double step(double most) {
    double rough = most / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double step : STEPS) if (step * power >= rough) return step * power;
    return 10 * power;
  }

  /// Where a value stands, between 0 and 1.
  double place(double value) {
    double place =
        isLogarithmic
            ? Math.log(Math.max(value, min) / min) / Math.log(max / min)
            : (value - min) / (max - min);
    return Math.clamp(place, 0, 1);
  }

  /// Where to write numbers.
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (isLogarithmic) {
      for (double tick = min; tick <= max * 1.001; tick *= 10) ticks.add(tick);
      return ticks;
    }
    double step = step(max);
    for (int i = 0; i * step <= max * 1.001; i++) ticks.add(i * step);
    return ticks;
  }

  /// A number in as few letters as possible: 20k, 1.5M.
  static String brief(double value) {
    double size = Math.abs(value);
    if (size >= 1e6) return trimmed(value / 1e6) + "M";
    if (size >= 1e3) return trimmed(value / 1e3) + "k";
    return trimmed(value);
  }

  private static String trimmed(double value) {
    String text = String.format(java.util.Locale.ROOT, "%.3f", value);
    return text.replaceFirst("\\.?0+$", "");
  }
}
