package revenant.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Results;
import revenant.bench.result.Series;
import revenant.bench.result.Unit;
import revenant.bench.scenario.Scenario;
import revenant.bench.scenario.Scenarios;
import revenant.bench.wire.Latencies;

class ReportSpec {
  private final Results results = new Results();
  private final List<Scenario> scenarios =
      Scenarios.all().stream()
          .filter(each -> List.of("read-1", "start-0", "start-1k", "soak").contains(each.name()))
          .toList();
  private final Machine machine =
      new Machine("--x=\"<&\"", "2026-01-01T00:00:00Z", "Some CPU", 2, "Linux", "0.10");
  private final Report report = new Report(machine, List.of("A", "B"), scenarios, results);

  @BeforeEach
  void measure() {
    for (double factor : List.of(1.0, 2.0)) {
      String target = factor == 1 ? "A" : "B";
      Latencies latencies = new Latencies();
      latencies.add((long) (40_000 * factor));
      results.add(
          "read-1",
          target,
          Outcome.of(new Figure("", 25_000 / factor, Unit.PER_SECOND))
              .with(latencies)
              .with(new Figure("uses", 12, Unit.MICROS)));
    }
    results.add("start-0", "B", Outcome.of(new Figure("", 100, Unit.MILLIS)));
    results.add("start-1k", "B", Outcome.of(new Figure("", 150, Unit.MILLIS)));
    results.refuse("start-0", "A", "needs a daemon of ours");
    var course = List.of(new Series.Point(0, 30), new Series.Point(1, 31.5));
    results.add(
        "soak",
        "B",
        Outcome.of(new Figure("longest pause", 9, Unit.MILLIS))
            .with(new Series("area", Unit.MEBIBYTES, course)));
  }

  @Test
  void the_table_has_medians_ratios_and_what_cannot_be_measured() {
    assertThat(Table.of(report).lines().toList())
        .contains(
            "| Requests       |                                             A |"
                + "                                             B |",
            "| 1 client, READ | 25,000/s (1.00), 40.0 / 40.0 us, uses 12.0 us |"
                + " 12,500/s (0.50), 80.1 / 80.1 us, uses 12.0 us |")
        .anyMatch(
            line -> line.matches(".*0 nodes +\\| cannot: needs a daemon of ours \\| +100 ms.*"))
        .anyMatch(line -> line.matches(".*1,000 nodes +\\| +- \\| +150 ms.*"));
  }

  @Test
  void json_has_each_round_and_the_course_of_things() {
    String json = Json.of(report);
    assertThat(json)
        .startsWith("{\"arguments\": \"--x=\\\"<&\\\"\", \"time\": \"2026-01-01T00:00:00Z\"")
        .contains("{\"name\": \"\", \"unit\": \"/s\", \"median\": 12500, \"rounds\": [12500]}")
        .contains("\"cannot\": \"needs a daemon of ours\"")
        .contains("{\"name\": \"area\", \"unit\": \"MiB\", \"points\": [[0,30],[1,31.5000]]}")
        .contains("\"family\": \"Cold start until it is ready\", \"size\": 1000");
    assertThat(count(json, '{')).isEqualTo(count(json, '}'));
    assertThat(count(json, '[')).isEqualTo(count(json, ']'));
  }

  @Test
  void json_has_no_number_that_is_none() {
    assertThat(Json.number(Double.NaN)).isEqualTo("null");
    assertThat(Json.number(Double.POSITIVE_INFINITY)).isEqualTo("null");
    assertThat(Json.number(0.25)).isEqualTo("0.2500");
    assertThat(Json.string("a\n\\")).isEqualTo("\"a\\u000a\\\\\"");
  }

  @Test
  void the_page_needs_nothing_else() {
    assertThat(Html.of(report))
        .startsWith("<!DOCTYPE html>")
        .endsWith("</html>\n")
        .doesNotContain("<script", "src=", "href=", "url(", "@import", "http")
        .contains("prefers-color-scheme: dark", "--x=&quot;&lt;&amp;&quot;");
  }

  @Test
  void the_page_has_a_plot_for_each_question() {
    assertThat(Html.of(report))
        .contains("<h2>Throughput</h2>", "aria-label=\"Requests a second\"")
        .contains("<h2>Latency percentiles, all rounds</h2>", "aria-label=\"1 client, READ\"")
        .contains("<h2>Recovery time</h2>", "aria-label=\"Cold start until it is ready\"")
        .contains("<h2>Over time</h2>", "aria-label=\"soak: area\"");
  }

  @Test
  void every_element_of_a_plot_is_closed() {
    String page = Html.of(report);
    Pattern tag = Pattern.compile("<(/?)([a-z]+)[^<>]*?(/?)>");
    ArrayDeque<String> open = new ArrayDeque<>();
    int plots = 0;
    for (MatchResult found : tag.matcher(page).results().toList()) {
      boolean isIn = !open.isEmpty() || found.group(2).equals("svg");
      if (!isIn || !found.group(3).isEmpty()) continue;
      if (found.group(1).isEmpty()) open.push(found.group(2));
      else assertThat(open.pop()).isEqualTo(found.group(2));
      if (open.isEmpty()) plots++;
    }
    assertThat(open).isEmpty();
    assertThat(plots).isGreaterThanOrEqualTo(4);
  }

  private static long count(String text, char what) {
    return text.chars().filter(c -> c == what).count();
  }
}
