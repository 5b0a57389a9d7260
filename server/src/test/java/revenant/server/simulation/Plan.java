package revenant.server.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import revenant.server.journal.Choices;

/// A whole run, decided: who takes part, what happens to domains, and when the process dies. As
/// text it can be run again.
///
/// @param scenario who takes part, and the seed of every other decision
/// @param deeds how often something happens to a domain, or to the room for the tree
/// @param lives how many moments each process lives, but the last, which is not killed
public record Plan(Scenario scenario, int deeds, List<Long> lives) {
  private static final int LIVES_MAX = 250;

  /// What a seed stands for.
  public static Plan of(long seed) {
    Choices choices = new Choices(~seed);
    int guests = 1 + choices.below(3);
    int sockets = choices.below(3);
    boolean isLarge = choices.oneIn(3);
    boolean isTight = choices.oneIn(3);
    boolean isPoisoned = choices.oneIn(3);
    Scenario scenario = new Scenario(seed, guests, 120, isLarge, sockets, isTight, isPoisoned);
    int often = 1 + choices.below(choices.below(3) > 0 ? 40 : 400);
    List<Long> lives = new ArrayList<>();
    for (int i = 0; i < LIVES_MAX; i++) lives.add(1L + choices.below(often));
    return new Plan(scenario, choices.below(30), lives);
  }

  /// The plan that was written as `text`.
  public static Plan parse(String text) {
    Map<String, String> values = new HashMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      values.put(equals < 0 ? part : part.substring(0, equals), part.substring(equals + 1));
    }
    Scenario scenario =
        new Scenario(
            number(values, "seed"),
            (int) number(values, "guests"),
            (int) number(values, "requests"),
            values.containsKey("large"),
            (int) number(values, "sockets"),
            values.containsKey("tight"),
            values.containsKey("poisoned"));
    return new Plan(
        scenario, (int) number(values, "deeds"), lives(values.getOrDefault("lives", "")));
  }

  private static long number(Map<String, String> values, String name) {
    return Long.parseLong(values.getOrDefault(name, "0"));
  }

  private static List<Long> lives(String text) {
    if (text.isEmpty()) return List.of();
    return Arrays.stream(text.split("\\+", -1)).map(Long::valueOf).toList();
  }

  @Override
  public String toString() {
    return "seed="
        + scenario.seed()
        + ",guests="
        + scenario.guests()
        + ",sockets="
        + scenario.sockets()
        + ",requests="
        + scenario.requests()
        + ",deeds="
        + deeds
        + (scenario.isLarge() ? ",large" : "")
        + (scenario.isTight() ? ",tight" : "")
        + (scenario.isPoisoned() ? ",poisoned" : "")
        + (lives.isEmpty() ? "" : ",lives=" + written(lives));
  }

  private static String written(List<Long> lives) {
    return lives.stream().map(Object::toString).collect(Collectors.joining("+"));
  }

  Plan with(List<Long> changed) {
    return new Plan(scenario, deeds, List.copyOf(changed));
  }

  Plan withDeeds(int changed) {
    return new Plan(scenario, changed, lives);
  }

  Plan with(Scenario changed) {
    return new Plan(changed, deeds, lives);
  }

  /// The plan without the deaths from `first` on, `count` of them: whoever would have died lives on
  /// until the next one.
  Plan withoutDeaths(int first, int count) {
    List<Long> rest = new ArrayList<>(lives.subList(0, first));
    long more = 0;
    for (long life : lives.subList(first, first + count)) more += life;
    List<Long> after = lives.subList(first + count, lives.size());
    if (!after.isEmpty()) {
      rest.add(more + after.get(0));
      rest.addAll(after.subList(1, after.size()));
    }
    return with(rest);
  }

  long[] gaps() {
    return lives.stream().mapToLong(Long::longValue).toArray();
  }
}
