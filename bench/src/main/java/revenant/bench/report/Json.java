package revenant.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import revenant.bench.result.Figure;
import revenant.bench.result.Percentiles;
import revenant.bench.result.Results;
import revenant.bench.result.Series;
import revenant.bench.scenario.Scenario;
import revenant.bench.wire.Latencies;

/// Results as JSON: for each scenario and target the figures with what each round found and their
/// median, the latencies of all rounds, and how things went.
public final class Json {
  private final Report report;
  private final Results results;

  private Json(Report report) {
    this.report = report;
    this.results = report.results();
  }

  /// All of a report.
  public static String of(Report report) {
    return new Json(report).text() + "\n";
  }

  private String text() {
    Machine machine = report.machine();
    return object(
        member("arguments", string(machine.arguments())),
        member("time", string(machine.time())),
        member("processor", string(machine.processor())),
        member("processors", number(machine.processors())),
        member("system", string(machine.system())),
        member("load", string(machine.load())),
        member("targets", array(report.targets(), Json::string)),
        member("scenarios", array(report.scenarios(), this::scenario)));
  }

  private String scenario(Scenario scenario) {
    return "\n"
        + object(
            member("name", string(scenario.name())),
            member("title", string(scenario.title())),
            member("group", string(scenario.group().title())),
            member("family", string(scenario.family())),
            member("size", number(scenario.size())),
            member("targets", array(report.targets(), target -> target(scenario.name(), target))));
  }

  private String target(String scenario, String target) {
    List<Figure> figures =
        Stream.concat(results.main(scenario).stream(), results.details(scenario).stream())
            .filter(each -> !results.values(scenario, target, each.name()).isEmpty())
            .toList();
    return "\n "
        + object(
            member("name", string(target)),
            member("cannot", results.refusal(scenario, target).map(Json::string).orElse("null")),
            member("figures", array(figures, figure -> figure(scenario, target, figure))),
            member(
                "latencies",
                results.latencies(scenario, target).map(Json::latencies).orElse("null")),
            member("series", array(results.series(scenario, target), Json::series)));
  }

  private String figure(String scenario, String target, Figure figure) {
    List<Double> values = results.values(scenario, target, figure.name());
    double median = results.median(scenario, target, figure.name()).orElseThrow();
    return "\n  "
        + object(
            member("name", string(figure.name())),
            member("unit", string(figure.unit().label())),
            member("median", number(median)),
            member("rounds", array(values, Json::number)));
  }

  private static String latencies(Latencies latencies) {
    return object(
        Stream.concat(
                Stream.of(member("count", number((double) latencies.count()))),
                Percentiles.NAMES.stream()
                    .map(name -> member(name, number(Percentiles.micros(latencies, name)))))
            .toArray(String[]::new));
  }

  private static String series(Series series) {
    return "\n  "
        + object(
            member("name", string(series.name())),
            member("unit", string(series.unit().label())),
            member(
                "points",
                array(
                    series.points(),
                    point -> "[" + number(point.seconds()) + "," + number(point.value()) + "]")));
  }

  private static String object(String... members) {
    return "{" + String.join(", ", members) + "}";
  }

  private static String member(String name, String value) {
    return string(name) + ": " + value;
  }

  private static <T> String array(List<T> all, Function<T, String> text) {
    return all.stream().map(text).collect(Collectors.joining(",", "[", "]"));
  }

  /// JSON has no infinite numbers.
  static String number(double value) {
    if (!Double.isFinite(value)) return "null";
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  static String string(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') quoted.append('\\').append(c);
      else if (c < ' ') quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      else quoted.append(c);
    }
    return quoted.append('"').toString();
  }
}
