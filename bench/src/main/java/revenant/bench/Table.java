package revenant.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What was measured, by scenario and target, as a table in Markdown.
final class Table {
  private final List<Sample> samples = new ArrayList<>();

  /// One measurement.
  ///
  /// @param perSecond requests
  /// @param p50 in microseconds
  /// @param p99 in microseconds
  /// @param processor what the server used of a processor for a request, in microseconds; 0 if that
  ///   is not known
  record Sample(
      String scenario, String target, double perSecond, double p50, double p99, double processor) {}

  void add(Sample sample) {
    samples.add(sample);
  }

  /// Medians of each target, and how many times as many requests it does as the first one does.
  String ofServers(List<Scenario> scenarios, List<Target> targets) {
    return text(
        scenarios,
        targets,
        (scenario, target) -> {
          List<Sample> these = of(scenario.name(), target);
          return rate(these, ratio(these, of(scenario.name(), targets.getFirst())));
        });
  }

  /// What a round trip takes each target, and how many times as long as in the scenario's base.
  String ofScale(List<Scenario> scenarios, List<Target> targets) {
    return text(
        scenarios,
        targets,
        (scenario, target) -> time(of(scenario.name(), target), of(scenario.base(), target)));
  }

  private interface Cell {
    String text(Scenario scenario, Target target);
  }

  private static String text(List<Scenario> scenarios, List<Target> targets, Cell cell) {
    StringBuilder text = new StringBuilder("| |");
    for (Target target : targets) text.append(" ").append(target.name()).append(" |");
    text.append("\n|---|").append("--:|".repeat(targets.size())).append('\n');
    for (Scenario scenario : scenarios) {
      text.append("| ").append(scenario.name()).append(" |");
      for (Target target : targets)
        text.append(' ').append(cell.text(scenario, target)).append(" |");
      text.append('\n');
    }
    return text.toString();
  }

  private List<Sample> of(String scenario, Target target) {
    return samples.stream()
        .filter(sample -> sample.scenario.equals(scenario) && sample.target.equals(target.name()))
        .toList();
  }

  private static String rate(List<Sample> these, double ratio) {
    String rate =
        String.format(Locale.ROOT, "%,.0f/s (%.2f)", median(these, Sample::perSecond), ratio);
    double p50 = median(these, Sample::p50);
    double p99 = median(these, Sample::p99);
    String trips = p50 > 0 ? String.format(Locale.ROOT, ", %.1f / %.0f us", p50, p99) : "";
    double processor = median(these, Sample::processor);
    String use = processor > 0 ? String.format(Locale.ROOT, ", uses %.2f us", processor) : "";
    return rate + trips + use;
  }

  /// Others that run on the machine take whole milliseconds from some requests, and thereby from
  /// the rate; what half of the requests take shows what the server does.
  private static String time(List<Sample> these, List<Sample> base) {
    double p50 = median(these, Sample::p50);
    double p99 = median(these, Sample::p99);
    double ratio = p50 / median(base, Sample::p50);
    return String.format(Locale.ROOT, "%.1f us (%.2f), p99 %.0f us", p50, ratio, p99);
  }

  /// The median over the rounds of how it did in comparison with the other in that round.
  private static double ratio(List<Sample> these, List<Sample> those) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < these.size(); i++)
      ratios.add(these.get(i).perSecond() / those.get(i).perSecond());
    return median(ratios, ratio -> ratio);
  }

  private static <T> double median(List<T> all, ToDoubleFunction<T> value) {
    double[] sorted = all.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
