package revenant.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import revenant.bench.scenario.Effort;
import revenant.bench.scenario.Scenario;
import revenant.bench.subject.Recipe;
import revenant.bench.subject.Target;

/// What to measure.
///
/// @param places servers that run already; if there are any, the first is what all others are
///   compared with
/// @param recipes daemons of our own
/// @param isWithSockets whether to measure what goes over sockets
/// @param rounds how often each scenario is measured on each target
/// @param json where results go, too
/// @param html where the report goes
record Options(
    List<Target.Place> places,
    List<Recipe> recipes,
    List<Scenario> scenarios,
    boolean isWithSockets,
    int rounds,
    Effort effort,
    Optional<Path> json,
    Optional<Path> html)
    implements Command.Meaning {
  Options {
    places = List.copyOf(places);
    recipes = List.copyOf(recipes);
    scenarios = List.copyOf(scenarios);
  }
}
