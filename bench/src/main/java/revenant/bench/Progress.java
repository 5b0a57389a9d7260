package revenant.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import revenant.bench.result.Outcome;
import revenant.bench.scenario.Scenario;

/// Tells how far it is, a line for each measurement.
final class Progress {
  private final PrintStream to;
  private final long beganAt = System.nanoTime();
  private int steps;
  private int step;
  private String line = "";

  Progress(PrintStream to) {
    this.to = to;
  }

  void expect(int count) {
    steps = count;
  }

  void begin(int round, Scenario scenario, String target) {
    step++;
    line =
        String.format(
            Locale.ROOT,
            "%4d/%d %s %-9s %-16s %-10s",
            step,
            steps,
            time(),
            round == 0 ? "(warm-up)" : "round " + round,
            scenario.name(),
            target);
  }

  private String time() {
    Duration past = Duration.ofNanos(System.nanoTime() - beganAt);
    return String.format(Locale.ROOT, "%d:%02d", past.toMinutes(), past.toSecondsPart());
  }

  void end(Outcome outcome) {
    String figures =
        Stream.concat(outcome.main().stream(), outcome.details().stream())
            .filter(each -> !each.name().equals("p90") && !each.name().equals("p99.9"))
            .map(each -> (each.name() + " " + each.unit().text(each.value())).strip())
            .collect(Collectors.joining(", "));
    to.println(line + " " + figures);
  }

  void cannot(String why) {
    to.println(line + " cannot: " + why);
  }
}
