package revenant.server;

import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.PrimitiveIterator;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.server.engine.Change;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Ledger;
import revenant.server.simulation.Fault;
import revenant.server.simulation.Faults;
import revenant.server.simulation.Scenario;
import revenant.server.simulation.World;

/// The real loop and engine among simulated guests, killed between any two steps (G1 to G6, G9).
final class CoreSimulation {
  private static final int FAULTY_RUNS_MAX = 40;

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
    System.out.println("core simulation: " + runs + " runs, " + sum);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("fewSeeds")
  void killed_at_every_moment_and_again_at_every_moment_of_the_recovery(long seed) {
    Scenario scenario = new Scenario(seed, 2, 4, seed % 2 == 0, (int) (seed % 3), false, false);
    for (long first = 1; ; first++) {
      World.Report once = run(scenario, LongStream.of(first));
      if (once.crashes() == 0) return;
      for (long second = 1; second <= once.recoveryMoments(); second++)
        run(scenario, LongStream.of(first, second));
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void killed_often_at_random(long seed) {
    run(scenario(seed), gaps(seed));
  }

  private static Scenario scenario(long seed) {
    Choices choices = new Choices(~seed);
    int guests = 2 + choices.below(2);
    return new Scenario(
        seed, guests, 300, choices.flag(), choices.below(3), choices.flag(), choices.oneIn(3));
  }

  private static LongStream gaps(long seed) {
    Choices choices = new Choices(-seed);
    int often = 1 + choices.below(300);
    return LongStream.generate(() -> 1 + choices.below(often)).limit(200);
  }

  /// Would the runs above notice?
  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(Faults fault) {
    for (long seed = 1; seed <= FAULTY_RUNS_MAX; seed++) {
      try {
        new World(scenario(seed), CoreSimulation::start, fault, gaps(seed).iterator()).run();
      } catch (AssertionError found) {
        System.out.println(fault + ": found with seed " + seed + ", " + found.getMessage());
        return;
      }
    }
    fail(fault + " was not found");
  }

  private static World.Report run(Scenario scenario, LongStream gaps) {
    PrimitiveIterator.OfLong crashes = gaps.iterator();
    World.Report report =
        replayable(
            "CoreSimulation",
            scenario.seed(),
            new World(scenario, CoreSimulation::start, Fault.NONE, crashes)::run);
    sum = sum.plus(report);
    runs++;
    return report;
  }

  /// Runs, and says of a failure how to run it again.
  static World.Report replayable(String test, long seed, Supplier<World.Report> run) {
    try {
      return run.get();
    } catch (AssertionError failure) {
      throw new AssertionError(
          failure.getMessage() + "\nagain: " + command(test, "revenant.simulation.seed=" + seed),
          failure);
    }
  }

  /// The command that runs `test` with one property set.
  static String command(String test, String property) {
    return "mvn -o -q -pl server -am test -Dtest="
        + test
        + " -D"
        + property
        + " -Dsurefire.failIfNoSpecifiedTests=false";
  }

  static World.Life start(
      State state, Ledger ledger, InstantSource clock, DomainTransport domains) {
    Trace trace = new Trace(Optional.empty(), line -> {});
    Loop loop = new Loop(state, ledger, new Rings(domains), clock, false, trace, effect -> {});
    Expiry expiry = new Expiry(Duration.ofSeconds(20));
    return new World.Life() {
      @Override
      public void run(List<? extends Link> ready) {
        loop.run(ready);
      }

      @Override
      public void look() {
        loop.look();
      }

      @Override
      public void expire(long nanoTime) {
        List<Change> due = expiry.due(loop.state(), nanoTime);
        if (!due.isEmpty()) loop.leaveOut(due);
      }

      @Override
      public State state() {
        return loop.state();
      }
    };
  }
}
