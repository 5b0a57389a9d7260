package revenant.bench.report;

import java.util.List;
import java.util.Locale;
import revenant.bench.scenario.Group;

/// Results as one page that needs nothing else: no network, no script; readable on a light and on a
/// dark screen.
public final class Html {
  private static final int COLOURS = 6;

  private static final String STYLE =
      """
      :root { color-scheme: light dark; --paper: #ffffff; --ink: #1b1f24; --faint: #5c6670;
        --grid: #dfe3e8; --c0: #6b7280; --c1: #1f6feb; --c2: #d9730d; --c3: #178a4c;
        --c4: #9b4dca; --c5: #c4314b; }
      @media (prefers-color-scheme: dark) { :root { --paper: #14171b; --ink: #e6e9ed;
        --faint: #9aa4af; --grid: #30363d; --c0: #9aa4b1; --c1: #58a6ff; --c2: #f0a04b;
        --c3: #3fb950; --c4: #c58af9; --c5: #ff7b8c; } }
      body { background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif;
        max-width: 940px; margin: 2em auto; padding: 0 1em; }
      h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; }
      p, caption { color: var(--faint); } code { color: var(--ink); overflow-wrap: anywhere; }
      .scroll { overflow-x: auto; }
      table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
      th, td { padding: 3px 10px; border-bottom: 1px solid var(--grid); text-align: right;
        vertical-align: top; }
      small { color: var(--faint); white-space: nowrap; }
      table { margin: 1.5em 0; min-width: 60%; }
      th:first-child, td:first-child { text-align: left; padding-left: 0; }
      .plots { display: flex; flex-wrap: wrap; gap: 18px 14px; }
      svg { max-width: 100%; height: auto; }
      svg text { font: 11px system-ui, sans-serif; fill: var(--faint); }
      svg text.title { font-size: 12px; font-weight: 600; fill: var(--ink); }
      .grid { stroke: var(--grid); stroke-width: 1; }
      polyline { fill: none; stroke-width: 2; stroke-linejoin: round; }
      .legend { position: sticky; top: 0; background: var(--paper); padding: .4em 0;
        border-bottom: 1px solid var(--grid); }
      .legend span { margin-right: 1.4em; white-space: nowrap; }
      .legend i { display: inline-block; width: .8em; height: .8em; margin-right: .4em; }
      """;

  private final Report report;
  private final StringBuilder text = new StringBuilder();

  private Html(Report report) {
    this.report = report;
  }

  /// All of a report.
  public static String of(Report report) {
    Html html = new Html(report);
    html.head();
    html.plots();
    html.tables();
    return html.text + "</body></html>\n";
  }

  private void head() {
    text.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width\">\n")
        .append("<title>Xenstore servers side by side</title>\n<style>\n")
        .append(STYLE)
        .append(colours())
        .append("</style></head><body>\n<h1>Xenstore servers side by side</h1>\n<p>")
        .append(Svg.escaped(report.machine().line() + ", " + report.machine().time()))
        .append("<br><code>")
        .append(Svg.escaped(("bin/revenant bench " + report.machine().arguments()).strip()))
        .append("</code></p>\n")
        .append(legend());
  }

  private String colours() {
    StringBuilder rules = new StringBuilder();
    for (int i = 0; i < report.targets().size(); i++)
      rules.append(
          String.format(
              Locale.ROOT,
              ".f%d { fill: var(--c%d); background: var(--c%d); } .l%d { stroke: var(--c%d); }\n",
              i,
              i % COLOURS,
              i % COLOURS,
              i,
              i % COLOURS));
    return rules.toString();
  }

  private String legend() {
    StringBuilder legend = new StringBuilder("<p class=\"legend\">");
    for (int i = 0; i < report.targets().size(); i++)
      legend.append(
          String.format(
              Locale.ROOT,
              "<span><i class=\"f%d\"></i>%s</span>",
              i,
              Svg.escaped(report.targets().get(i))));
    return legend + "</p>\n";
  }

  private void tables() {
    text.append("<h2>All figures</h2>\n<p>")
        .append(Svg.escaped(Table.LEGEND.strip()))
        .append("</p>\n");
    for (Group group : Group.values()) {
      List<List<String>> rows = Table.rows(report, group);
      if (rows.isEmpty()) continue;
      text.append("<div class=\"scroll\"><table>\n");
      row("th", Table.head(group.title(), report));
      for (List<String> row : rows) row("td", row);
      text.append("</table></div>\n");
    }
  }

  private void row(String tag, List<String> cells) {
    text.append("<tr>");
    for (int i = 0; i < cells.size(); i++)
      text.append(
          String.format(
              Locale.ROOT,
              "<%s>%s</%s>",
              tag,
              i == 0 ? Svg.escaped(cells.get(0)) : cell(cells.get(i)),
              tag));
    text.append("</tr>\n");
  }

  /// What matters on a line of its own.
  private static String cell(String text) {
    int comma = text.indexOf(", ");
    if (comma < 0) return Svg.escaped(text);
    return Svg.escaped(text.substring(0, comma))
        + "<br><small>"
        + Svg.escaped(text.substring(comma + 2))
        + "</small>";
  }

  private void plots() {
    Plots plots = new Plots(report);
    section("Throughput", plots.throughput());
    section("Latency percentiles, all rounds", plots.latencies());
    section("Cost as work grows", plots.growth());
    section("Recovery time", plots.recovery());
    section("Memory", plots.memory());
    section("Over time", plots.courses());
  }

  private void section(String title, String plots) {
    if (plots.isEmpty()) return;
    text.append("<h2>").append(title).append("</h2>\n<div class=\"plots\">\n");
    text.append(plots).append("</div>\n");
  }
}
