package revenant.bench.result;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import revenant.bench.wire.Latencies;

/// All that was found, by scenario and target.
public final class Results {
  private final Map<Key, List<Outcome>> outcomes = new LinkedHashMap<>();
  private final Map<Key, Latencies> latencies = new HashMap<>();
  private final Map<Key, String> refusals = new LinkedHashMap<>();

  private record Key(String scenario, String target) {}

  /// What a round found.
  public void add(String scenario, String target, Outcome outcome) {
    Key key = new Key(scenario, target);
    outcomes.computeIfAbsent(key, _ -> new ArrayList<>()).add(outcome.withoutLatencies());
    outcome
        .latencies()
        .ifPresent(these -> latencies.computeIfAbsent(key, _ -> new Latencies()).add(these));
  }

  /// Why it cannot be measured there.
  public void refuse(String scenario, String target, String why) {
    refusals.put(new Key(scenario, target), why);
  }

  /// Why not, if so.
  public Optional<String> refusal(String scenario, String target) {
    return Optional.ofNullable(refusals.get(new Key(scenario, target)));
  }

  /// What the rounds found, in their order.
  public List<Outcome> rounds(String scenario, String target) {
    return outcomes.getOrDefault(new Key(scenario, target), List.of());
  }

  /// The names of what a scenario is about, as any target has them.
  public Set<Figure> main(String scenario) {
    return figures(scenario, Outcome::main);
  }

  /// The names of what else there is.
  public Set<Figure> details(String scenario) {
    return figures(scenario, Outcome::details);
  }

  /// Named figures without a value.
  private Set<Figure> figures(String scenario, Function<Outcome, List<Figure>> part) {
    Set<Figure> figures = new LinkedHashSet<>();
    outcomes.forEach((key, all) -> {
      if (!key.scenario.equals(scenario)) return;
      for (Outcome outcome : all)
        for (Figure each : part.apply(outcome))
          figures.add(new Figure(each.name(), 0, each.unit()));
    });
    return figures;
  }

  /// What a figure was in each round that has it.
  public List<Double> values(String scenario, String target, String figure) {
    return rounds(scenario, target).stream()
        .flatMap(outcome -> value(outcome, figure).stream().boxed())
        .toList();
  }

  private static OptionalDouble value(Outcome outcome, String figure) {
    for (List<Figure> part : List.of(outcome.main(), outcome.details()))
      for (Figure each : part)
        if (each.name().equals(figure)) return OptionalDouble.of(each.value());
    return OptionalDouble.empty();
  }

  /// The median of the rounds.
  public OptionalDouble median(String scenario, String target, String figure) {
    return median(values(scenario, target, figure));
  }

  /// How many times as much as at `base`: the median over the rounds, each of which had both do the
  /// same at about the same time.
  public OptionalDouble ratio(String scenario, String target, String base, String figure) {
    List<Double> these = values(scenario, target, figure);
    List<Double> those = values(scenario, base, figure);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(these.size(), those.size()); i++)
      if (those.get(i) != 0) ratios.add(these.get(i) / those.get(i));
    return median(ratios);
  }

  /// The latencies of all rounds together.
  public Optional<Latencies> latencies(String scenario, String target) {
    return Optional.ofNullable(latencies.get(new Key(scenario, target)));
  }

  /// How something went in the last round.
  public List<Series> series(String scenario, String target) {
    List<Outcome> rounds = rounds(scenario, target);
    return rounds.isEmpty() ? List.of() : rounds.getLast().series();
  }

  static OptionalDouble median(List<Double> all) {
    if (all.isEmpty()) return OptionalDouble.empty();
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return OptionalDouble.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
