package revenant.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import revenant.bench.result.Figure;
import revenant.bench.result.Percentiles;
import revenant.bench.result.Results;
import revenant.bench.result.Series;
import revenant.bench.result.Unit;
import revenant.bench.scenario.Group;
import revenant.bench.scenario.Scenario;
import revenant.bench.wire.Latencies;

/// What of a report is drawn, and how.
final class Plots {
  private static final String MEMORY = "RssAnon";

  private final Report report;
  private final Results results;

  Plots(Report report) {
    this.report = report;
    this.results = report.results();
  }

  /// How much is done in a second.
  String throughput() {
    Bars requests = new Bars("Requests a second", Unit.PER_SECOND, report.targets());
    Bars others = new Bars("Commits a second", Unit.PER_SECOND, report.targets());
    for (Scenario scenario : report.scenarios())
      for (Figure figure : results.main(scenario.name()))
        if (figure.unit() == Unit.PER_SECOND && scenario.group() != Group.LIFE) {
          if (figure.name().isEmpty()) requests.add(scenario.title(), medians(scenario, ""));
          if (figure.name().equals("commits"))
            others.add(scenario.title(), medians(scenario, figure.name()));
        }
    return requests.svg() + others.svg();
  }

  private List<OptionalDouble> medians(Scenario scenario, String figure) {
    return report.targets().stream()
        .map(target -> results.median(scenario.name(), target, figure))
        .toList();
  }

  /// How long requests take, half of them and the longest.
  String latencies() {
    StringBuilder plots = new StringBuilder();
    for (Scenario scenario : report.scenarios()) {
      Lines lines =
          new Lines(scenario.title(), Unit.MICROS, "percentile of the requests", Percentiles.NAMES);
      for (int i = 0; i < report.targets().size(); i++) {
        int number = i;
        String target = report.targets().get(i);
        results
            .latencies(scenario.name(), target)
            .ifPresent(these -> lines.add(target, number, points(these)));
      }
      plots.append(lines.svg());
    }
    return plots.toString();
  }

  private static List<double[]> points(Latencies latencies) {
    List<double[]> points = new ArrayList<>();
    for (String name : Percentiles.NAMES)
      points.add(new double[] {points.size(), Percentiles.micros(latencies, name)});
    return points;
  }

  /// What the same work costs with more and more of something.
  String growth() {
    return families(scenario -> scenario.group() != Group.LIFE);
  }

  /// How long starts and crashes take.
  String recovery() {
    return families(scenario -> scenario.group() == Group.LIFE);
  }

  private String families(Predicate<Scenario> which) {
    Map<String, List<Scenario>> families = new LinkedHashMap<>();
    for (Scenario scenario : report.scenarios())
      if (!scenario.family().isEmpty() && which.test(scenario))
        families.computeIfAbsent(scenario.family(), _ -> new ArrayList<>()).add(scenario);
    StringBuilder plots = new StringBuilder();
    families.forEach((name, steps) -> {
      if (steps.size() > 1) plots.append(family(name, steps));
    });
    return plots.toString();
  }

  private String family(String name, List<Scenario> steps) {
    Set<Figure> figures = new LinkedHashSet<>();
    for (Scenario step : steps) figures.addAll(results.main(step.name()));
    List<String> sizes = steps.stream().map(step -> Axis.brief(step.size())).toList();
    StringBuilder plots = new StringBuilder();
    for (Figure figure : figures) {
      String title = figure.name().isEmpty() ? name : name + ": " + figure.name();
      Lines lines = new Lines(title, figure.unit(), "number", sizes);
      for (int i = 0; i < report.targets().size(); i++)
        lines.add(report.targets().get(i), i, points(steps, report.targets().get(i), figure));
      plots.append(lines.svg());
    }
    return plots.toString();
  }

  private List<double[]> points(List<Scenario> steps, String target, Figure figure) {
    List<double[]> points = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      OptionalDouble median = results.median(steps.get(i).name(), target, figure.name());
      if (median.isPresent()) points.add(new double[] {i, median.getAsDouble()});
    }
    return points;
  }

  /// What a server has for itself after each kind of work.
  String memory() {
    Bars bars = new Bars("RssAnon after each scenario", Unit.MEBIBYTES, report.targets());
    for (Scenario scenario : report.scenarios())
      bars.add(scenario.title(), medians(scenario, MEMORY));
    return bars.svg();
  }

  /// How things went.
  String courses() {
    StringBuilder plots = new StringBuilder();
    for (Scenario scenario : report.scenarios()) {
      Map<String, Lines> lines = new LinkedHashMap<>();
      for (int i = 0; i < report.targets().size(); i++)
        for (Series series : results.series(scenario.name(), report.targets().get(i)))
          lines
              .computeIfAbsent(series.name(), _ -> course(scenario, series))
              .add(report.targets().get(i), i, points(series));
      lines.values().forEach(each -> plots.append(each.svg()));
    }
    return plots.toString();
  }

  private static Lines course(Scenario scenario, Series series) {
    String title = scenario.name() + ": " + series.name();
    return new Lines(title, series.unit(), "seconds", List.of());
  }

  private static List<double[]> points(Series series) {
    return series.points().stream()
        .map(point -> new double[] {point.seconds(), point.value()})
        .toList();
  }
}
