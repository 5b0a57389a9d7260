package revenant.bench.report;

import java.util.List;
import revenant.bench.result.Results;
import revenant.bench.scenario.Scenario;

/// What is to be shown.
///
/// @param targets the names of the servers; the first is what the others are compared with
public record Report(
    Machine machine, List<String> targets, List<Scenario> scenarios, Results results) {
  /// Copies.
  public Report {
    targets = List.copyOf(targets);
    scenarios = List.copyOf(scenarios);
  }
}
