package revenant.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Results;
import revenant.bench.result.Unit;
import revenant.bench.scenario.Effort;
import revenant.bench.scenario.Scenario;
import revenant.bench.scenario.Scenarios;
import revenant.bench.subject.Recipe;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.subject.Usage;
import revenant.bench.subject.Workshop;

/// Rounds are interleaved: each scenario is measured on one target right after the other, so that
/// whatever else the machine does, it does to all.
final class Run {
  private static final double MICRO = 1e3;
  private static final double MEBI = 1 << 20;

  private final Options options;
  private final Workshop workshop;
  private final Progress progress;
  private final List<Target> targets = new ArrayList<>();
  private final Results results = new Results();

  Run(Options options, Workshop workshop, Progress progress) {
    this.options = options;
    this.workshop = workshop;
    this.progress = progress;
    for (Target.Place place : options.places()) targets.add(Target.at(place, workshop));
    for (Recipe recipe : options.recipes()) targets.add(Target.of(recipe, workshop));
  }

  List<String> targets() {
    return targets.stream().map(Target::name).toList();
  }

  /// Round 0 warms up, and what is measured once is measured last.
  Results measure() throws IOException {
    progress.expect(steps());
    for (int round = 0; round <= options.rounds(); round++)
      for (Scenario scenario : options.scenarios())
        if (scenario.isInRound(round, options.rounds()))
          for (Target target : targets) measure(round, scenario, target);
    for (Target target : targets) cleanUp(target);
    return results;
  }

  private int steps() {
    int steps = 0;
    for (int round = 0; round <= options.rounds(); round++)
      for (Scenario scenario : options.scenarios())
        if (scenario.isInRound(round, options.rounds())) steps += targets.size();
    return steps;
  }

  private void measure(int round, Scenario scenario, Target target) throws IOException {
    if (workshop.isClosed()) return;
    progress.begin(round, scenario, target.name());
    if (results.refusal(scenario.name(), target.name()).isPresent()) return;
    if (scenario.isForOurs() && !target.isOurs()) {
      refuse(scenario, target, "needs a daemon of ours");
      return;
    }
    try {
      Effort effort = round == 0 ? scenario.toWarmUp(options.effort()) : options.effort();
      Outcome outcome = withUse(scenario, target, effort);
      progress.end(outcome);
      if (round > 0) results.add(scenario.name(), target.name(), outcome);
    } catch (IOException failure) {
      refuse(scenario, target, String.valueOf(failure.getMessage()));
    }
  }

  private void refuse(Scenario scenario, Target target, String why) {
    if (workshop.isClosed()) return;
    results.refuse(scenario.name(), target.name(), why);
    progress.cannot(why);
  }

  /// With what the server used for it, if it is one that goes on.
  private static Outcome withUse(Scenario scenario, Target target, Effort effort)
      throws IOException {
    if (scenario.isFresh()) return scenario.work().on(target, effort);
    Server server = scenario.server(target, effort);
    Usage before = server.usage();
    Outcome outcome = scenario.work().on(target, effort);
    Usage after = server.usage();
    if (after.anonymousBytes() == 0 || outcome.requests() == 0) return outcome;
    double micros = after.nanosSince(before) / MICRO / outcome.requests();
    return outcome
        .with(new Figure("uses", micros, Unit.MICROS))
        .with(new Figure("RssAnon", after.anonymousBytes() / MEBI, Unit.MEBIBYTES));
  }

  private void cleanUp(Target target) {
    try {
      if (options.isWithSockets() && !workshop.isClosed()) Scenarios.cleanUp(target);
    } catch (IOException failure) {
      progress.cannot(target.name() + " keeps what was made: " + failure.getMessage());
    }
  }
}
