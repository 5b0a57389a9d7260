package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.journal.Choices;
import revenant.server.simulation.Fault;
import revenant.server.simulation.Patch;
import revenant.server.simulation.PatchedServer;
import revenant.server.simulation.Plan;
import revenant.server.simulation.Shrinking;
import revenant.server.simulation.Town;
import revenant.server.simulation.TownFaults;
import revenant.server.simulation.World;

/// The whole server from one seed, killed hundreds of times a run (docs/simulation.md).
///
/// `-Drevenant.simulation.seed=N` runs one seed, `-Drevenant.simulation.plan=TEXT` one plan,
/// `-Drevenant.simulation.seeds=N` that many seeds, `-Dsimulation.hours=N` goes on with new ones.
final class ServerSimulation {
  private static final int SEEDS = 600;
  private static final int CRASHES_MIN = 100_000;
  private static final int FAULTY_RUNS_MAX = 200;
  private static final String SEEDS_KEY = "revenant.simulation.seeds";
  private static final String PLAN_KEY = "revenant.simulation.plan";
  private static final String HOURS_KEY = "simulation.hours";

  private static final String CLASSES =
      System.getProperty("jdk.module.path", "") + ":" + System.getProperty("java.class.path", "");

  private static World.Report sum = new World.Report(0, 0, 0, 0, 0, 0, 0);
  private static long runs;
  private static long commits;

  static Stream<Plan> plans() {
    String plan = System.getProperty(PLAN_KEY);
    return plan == null ? seeds().mapToObj(Plan::of) : Stream.of(Plan.parse(plan));
  }

  private static LongStream seeds() {
    return Choices.seeds(Integer.getInteger(SEEDS_KEY, SEEDS));
  }

  private static boolean isWhole() {
    return Stream.of(SEEDS_KEY, PLAN_KEY, "revenant.simulation.seed", "revenant.seed")
        .allMatch(key -> System.getProperty(key) == null);
  }

  @AfterAll
  static void report() {
    System.out.println(
        "server simulation: " + runs + " runs, " + sum + ", " + commits + " commits replayed");
    boolean areAll = isWhole() && runs >= SEEDS;
    if (areAll) assertThat(sum.crashes()).as("crashes").isGreaterThanOrEqualTo(CRASHES_MIN);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("plans")
  void nobody_notices_that_the_server_is_killed(Plan plan) {
    run(plan);
  }

  @Test
  void nobody_notices_for_hours() {
    double hours = Double.parseDouble(System.getProperty(HOURS_KEY, "0"));
    long end = System.nanoTime() + (long) (hours * Duration.ofHours(1).toNanos());
    long seed = System.currentTimeMillis();
    while (System.nanoTime() < end) run(Plan.of(seed++));
  }

  @Test
  void the_same_seed_is_the_same_run() {
    for (long seed = 1; seed <= 8; seed++) {
      Plan plan = Plan.of(seed);
      Town first = town(plan, Fault.NONE);
      Town second = town(Plan.parse(plan.toString()), Fault.NONE);
      assertThat(second.run()).isEqualTo(first.run());
      assertThat(second.digest()).isEqualTo(first.digest());
    }
  }

  @Test
  void the_same_seed_is_the_same_run_in_another_process() throws Exception {
    List<String> seeds = List.of("1", "2", "3", "4");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-cp", "target/test-classes:" + CLASSES, ServerSimulation.class.getName()));
    command.addAll(seeds);
    Process other =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    List<String> said = other.inputReader().readAllLines();
    assertThat(said).isEqualTo(seeds.stream().map(ServerSimulation::digest).toList());
  }

  /// Says the digest of each seed's run.
  static void main(String... seeds) {
    for (String seed : seeds) System.out.println(digest(seed));
  }

  private static String digest(String seed) {
    Town town = town(Plan.of(Long.parseLong(seed)), Fault.NONE);
    town.run();
    return seed + " " + town.digest();
  }

  /// Would the runs above notice?
  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(TownFaults fault) {
    for (long seed = 1; seed <= FAULTY_RUNS_MAX; seed++) {
      String message = judge(Plan.of(seed), fault);
      if (message.isEmpty()) continue;
      System.out.println(fault + ": found with seed " + seed + ", " + message);
      return;
    }
    fail(fault + " was not found");
  }

  /// The same for defects inside the server, of which the model has its share.
  @ParameterizedTest
  @EnumSource
  void a_patch_that_breaks_the_server_is_found(Patch patch, @TempDir Path folder)
      throws IOException {
    PatchedServer broken = PatchedServer.with(patch, folder);
    for (long seed = 1; seed <= FAULTY_RUNS_MAX; seed++) {
      String plan = Plan.of(seed).toString();
      String message = broken.call(ServerSimulation.class.getName(), "judge", plan);
      if (message.isEmpty()) continue;
      System.out.println(patch + ": found with seed " + seed + ", " + message);
      return;
    }
    fail(patch + " was not found");
  }

  /// What a plan fails with, empty if it does not.
  static String judge(String plan) {
    return judge(Plan.parse(plan), Fault.NONE);
  }

  @Test
  void what_fails_is_shrunk_and_fails_again() {
    Fault fault = TownFaults.CONTROL_WATCHES_FORGOTTEN;
    List<Plan> failing =
        LongStream.rangeClosed(1, FAULTY_RUNS_MAX)
            .mapToObj(Plan::of)
            .filter(plan -> !judge(plan, fault).isEmpty())
            .limit(1)
            .toList();
    Plan found = failing.get(0);
    String message = judge(found, fault);
    Plan shrunk = Shrinking.shrunk(found, message, plan -> judge(plan, fault));
    String again = judge(Plan.parse(shrunk.toString()), fault);
    assertThat(Shrinking.oracle(again)).isEqualTo(Shrinking.oracle(message));
    assertThat(shrunk.lives().size()).isLessThan(5);
    assertThat(shrunk.scenario()).isNotEqualTo(found.scenario());
    System.out.println("shrunk from " + found + " to " + shrunk + ": " + again);
  }

  private static Town town(Plan plan, Fault fault) {
    return new Town(plan, CoreSimulation::start, fault);
  }

  /// What the run fails with, empty if it does not.
  static String judge(Plan plan, Fault fault) {
    try {
      town(plan, fault).run();
      return "";
    } catch (AssertionError found) {
      return String.valueOf(found.getMessage());
    }
  }

  private static void run(Plan plan) {
    Town town = town(plan, Fault.NONE);
    try {
      sum = sum.plus(town.run());
    } catch (AssertionError failure) {
      throw new AssertionError(advice(plan, String.valueOf(failure.getMessage())), failure);
    }
    runs++;
    commits += town.commits();
  }

  private static String advice(Plan plan, String message) {
    Plan shrunk = Shrinking.shrunk(plan, message, other -> judge(other, Fault.NONE));
    return message
        + "\nagain:  "
        + command(PLAN_KEY + "=" + plan)
        + "\nseed:   "
        + command("revenant.simulation.seed=" + plan.scenario().seed())
        + "\nshrunk: "
        + command(PLAN_KEY + "=" + shrunk)
        + "\nfails with "
        + judge(shrunk, Fault.NONE);
  }

  private static String command(String property) {
    return CoreSimulation.command("'ServerSimulation#nobody_notices_that*'", property);
  }
}
