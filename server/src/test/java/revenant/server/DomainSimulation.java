package revenant.server;

import static org.assertj.core.api.Assertions.fail;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.journal.Choices;
import revenant.server.simulation.DomainFaults;
import revenant.server.simulation.Fault;
import revenant.server.simulation.Village;
import revenant.server.simulation.World;

/// Domains are introduced, reset, suspended, released and die around the real loop and engine,
/// which are killed between any two steps, and domains die meanwhile (G7, G9, and how a connection
/// begins anew).
final class DomainSimulation {
  private static final int DEEDS = 30;
  private static final int FAULTY_RUNS_MAX = 400;

  private static World.Report sum = new World.Report(0, 0, 0, 0, 0, 0, 0);
  private static long runs;

  static LongStream fewSeeds() {
    return Choices.seeds(4);
  }

  static LongStream seeds() {
    return Choices.seeds(Integer.getInteger("revenant.simulation.seeds", 60));
  }

  @AfterAll
  static void report() {
    System.out.println("domain simulation: " + runs + " runs, " + sum);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("fewSeeds")
  void killed_at_every_moment_and_at_some_of_the_recovery(long seed) {
    Choices choices = new Choices(seed);
    for (long first = 1; ; first++) {
      World.Report once = run(seed, 4, LongStream.of(first));
      if (once.crashes() == 0) return;
      int moments = Math.toIntExact(Math.max(1, once.recoveryMoments()));
      long second = 1L + choices.below(moments);
      run(seed, 4, LongStream.of(first, second));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void killed_often_at_random(long seed) {
    run(seed, DEEDS, gaps(seed));
  }

  private static LongStream gaps(long seed) {
    Choices choices = new Choices(-seed);
    int often = 1 + choices.below(200);
    return LongStream.generate(() -> 1 + choices.below(often)).limit(200);
  }

  /// Would the runs above notice?
  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(DomainFaults fault) {
    for (long seed = 1; seed <= FAULTY_RUNS_MAX; seed++) {
      try {
        new Village(seed, DEEDS, CoreSimulation::start, fault, gaps(seed).iterator()).run();
      } catch (AssertionError found) {
        System.out.println(fault + ": found with seed " + seed + ", " + found.getMessage());
        return;
      }
    }
    fail(fault + " was not found");
  }

  private static World.Report run(long seed, int deeds, LongStream gaps) {
    World.Report report =
        CoreSimulation.replayable(
            "DomainSimulation",
            seed,
            new Village(seed, deeds, CoreSimulation::start, Fault.NONE, gaps.iterator())::run);
    sum = sum.plus(report);
    runs++;
    return report;
  }
}
