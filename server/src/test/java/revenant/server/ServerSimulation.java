package revenant.server;

import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.simulation.Fault;
import revenant.server.simulation.Plan;
import revenant.server.simulation.Town;
import revenant.server.simulation.World;

final class ServerSimulation {
  private static World.Report sum = new World.Report(0, 0, 0, 0, 0, 0, 0);
  private static long commits;

  static LongStream seeds() {
    return LongStream.rangeClosed(1, Integer.getInteger("n", 30));
  }

  @AfterAll
  static void report() {
    System.out.println("whole " + sum + " commits " + commits);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void s(long seed) {
    Plan plan = Plan.of(seed);
    Town town = new Town(plan, CoreSimulation::start, Fault.NONE);
    sum = sum.plus(town.run());
    commits += town.commits();
  }
}
