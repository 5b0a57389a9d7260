package revenant.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import revenant.bench.result.Figure;
import revenant.bench.result.Percentiles;
import revenant.bench.result.Results;
import revenant.bench.result.Unit;
import revenant.bench.scenario.Group;
import revenant.bench.scenario.Scenario;

/// Results as a table in Markdown, in columns for a terminal.
public final class Table {
  static final String LEGEND =
      """

      Medians of the rounds; in brackets times the first target; p50 / p99 of a request; what the
      server uses of a processor for a request.
      """;

  private final Report report;
  private final Results results;

  private Table(Report report) {
    this.report = report;
    this.results = report.results();
  }

  /// One with a row for each figure, by group.
  public static String of(Report report) {
    Table table = new Table(report);
    StringBuilder text = new StringBuilder("\n" + report.machine().line() + "\n");
    for (Group group : Group.values()) {
      List<List<String>> rows = table.rows(group);
      if (rows.isEmpty()) continue;
      rows.addFirst(head(group.title(), report));
      text.append('\n').append(aligned(rows));
    }
    return text + LEGEND;
  }

  /// What stands above the columns.
  static List<String> head(String title, Report report) {
    List<String> head = new ArrayList<>(List.of(title));
    head.addAll(report.targets());
    return head;
  }

  static List<List<String>> rows(Report report, Group group) {
    return new Table(report).rows(group);
  }

  /// A row for each thing that a group's scenarios are about: its name, and a cell for each target.
  private List<List<String>> rows(Group group) {
    List<List<String>> rows = new ArrayList<>();
    for (Scenario scenario : report.scenarios()) {
      if (scenario.group() != group) continue;
      boolean isFirst = true;
      for (Figure figure : results.main(scenario.name())) {
        rows.add(row(scenario, figure, isFirst));
        isFirst = false;
      }
      if (isFirst) rows.add(row(scenario, new Figure("", 0, Unit.COUNT), true));
    }
    return rows;
  }

  private List<String> row(Scenario scenario, Figure figure, boolean isFirst) {
    String title = scenario.title() + (figure.name().isEmpty() ? "" : ": " + figure.name());
    List<String> row = new ArrayList<>(List.of(title));
    for (String target : report.targets()) row.add(cell(scenario.name(), target, figure, isFirst));
    return row;
  }

  private String cell(String scenario, String target, Figure figure, boolean isFirst) {
    OptionalDouble value = results.median(scenario, target, figure.name());
    if (value.isEmpty())
      return results.refusal(scenario, target).map(why -> "cannot: " + why).orElse("-");
    StringBuilder text = new StringBuilder(figure.unit().text(value.getAsDouble()));
    results
        .ratio(scenario, target, report.targets().getFirst(), figure.name())
        .ifPresent(ratio -> text.append(String.format(Locale.ROOT, " (%.2f)", ratio)));
    if (isFirst) text.append(details(scenario, target, figure.unit()));
    return text.toString();
  }

  /// Where the figure itself is what half of the requests take, only the others are told.
  private String details(String scenario, String target, Unit unit) {
    OptionalDouble half = results.median(scenario, target, Percentiles.MEDIAN);
    OptionalDouble high = results.median(scenario, target, Percentiles.HIGH);
    OptionalDouble uses = results.median(scenario, target, "uses");
    StringBuilder text = new StringBuilder();
    if (half.isPresent() && high.isPresent())
      text.append(unit == Unit.MICROS ? ", p99 " : ", " + micros(half.getAsDouble()) + " / ")
          .append(micros(high.getAsDouble()))
          .append(" us");
    if (uses.isPresent()) text.append(", uses ").append(Unit.MICROS.text(uses.getAsDouble()));
    return text.toString();
  }

  private static String micros(double value) {
    return Unit.number(value);
  }

  private static String aligned(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows)
      for (int i = 0; i < columns; i++) widths[i] = Math.max(widths[i], row.get(i).length());
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      append(text, rows.get(i), widths);
      if (i == 0) text.append(rule(widths));
    }
    return text.toString();
  }

  /// Names on the left, numbers on the right.
  private static void append(StringBuilder text, List<String> row, int[] widths) {
    for (int i = 0; i < widths.length; i++)
      text.append(("| %" + (i == 0 ? "-" : "") + widths[i] + "s ").formatted(row.get(i)));
    text.append("|\n");
  }

  private static String rule(int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++)
      text.append('|').append("-".repeat(widths[i] + 1)).append(i == 0 ? '-' : ':');
    return text + "|\n";
  }
}
