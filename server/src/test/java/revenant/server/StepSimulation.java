package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.engine.Limits;
import revenant.server.engine.State;
import revenant.server.journal.Choices;
import revenant.server.journal.Countdown;
import revenant.server.journal.Countdown.Cut;
import revenant.server.journal.Countdown.Death;
import revenant.server.journal.CountedArea;
import revenant.server.simulation.RealWorld;
import revenant.server.simulation.Scenario;
import revenant.server.simulation.StepFault;
import revenant.server.simulation.StepFaults;
import revenant.server.simulation.StepReport;

/// The real server on real files and pages, killed at each single step by which these change:
/// before it, after it, and in the middle of it (G1 to G6, G9, G11).
///
/// `-Drevenant.steps.seeds=N` makes it longer, `-Drevenant.seed=S` is one seed.
final class StepSimulation {
  /// Of so many first deaths one is followed by a second at every step of the recovery.
  private static final int THOROUGH = 25;

  private static final long FAULTY_SEED_FIRST = 9;
  private static final long FAULTY_SEED_LAST = 21;
  private static final List<Cut> CUTS = List.of(Cut.values());

  private static final Map<String, Integer> SEEN = new TreeMap<>();
  private static final Map<Cut, Integer> DEATHS = new TreeMap<>();
  private static long runs;
  private static long steps;
  private static long twice;
  private static long thoroughly;
  private static long givenUp;

  private Path top;
  private Choices choices = new Choices(0);

  static LongStream seeds() {
    int count = Integer.getInteger("revenant.steps.seeds", 0);
    boolean isLong = count > 0 || System.getProperty("revenant.seed") != null;
    return isLong ? Choices.seeds(count) : LongStream.of(7, 21);
  }

  @BeforeEach
  void begin() throws IOException {
    Path tmpfs = Path.of("/dev/shm");
    top =
        Files.isWritable(tmpfs)
            ? Files.createTempDirectory(tmpfs, "steps")
            : Files.createTempDirectory("steps");
  }

  @AfterEach
  void end() throws IOException {
    delete(top);
  }

  @AfterAll
  static void report() {
    System.out.println(
        "step simulation: "
            + runs
            + " runs, "
            + steps
            + " steps, deaths "
            + DEATHS
            + ", "
            + twice
            + " of them in a recovery: at every step of "
            + thoroughly
            + " recoveries, at one of each other; starts given up as two deaths were on one record "
            + givenUp
            + "; undisturbed runs saw "
            + SEEN);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void killed_at_every_step_and_again_in_the_recovery(long seed) throws IOException {
    Scenario scenario = scenario(seed);
    plant(scenario);
    choices = new Choices(seed);
    for (long step = 1; ; step++) {
      StepReport before = run(scenario, List.of(new Death(step, Cut.BEFORE)));
      if (before.chosen() == 0) break;
      for (Cut cut : otherCuts(before)) run(scenario, List.of(new Death(step, cut)));
      if (step % THOROUGH == 0) everywhereInRecovery(scenario, new Death(step, Cut.BEFORE));
      else somewhereInRecovery(scenario, step, before);
    }
  }

  /// A step that no scenario takes is not tried.
  @Test
  void the_scenarios_have_all_in_them() throws IOException {
    for (long seed : seeds().toArray()) {
      plant(scenario(seed));
      run(scenario(seed), List.of())
          .seen()
          .forEach((what, times) -> SEEN.merge(what, times, Integer::sum));
      delete(top.resolve("planted"));
    }
    assertThat(SEEN)
        .containsKeys(
            "WRITE",
            "WATCH",
            "TRANSACTION_END",
            "INTRODUCE",
            "RELEASE",
            "packets larger than a ring",
            "requests refused",
            "segment changes",
            "checkpoints of the store",
            "checkpoints of the server's own");
  }

  private static List<Cut> otherCuts(StepReport before) {
    List<Cut> cuts = new ArrayList<>(List.of(Cut.AFTER));
    if (before.isTearable()) cuts.add(Cut.PREFIX);
    if (before.isPlain()) cuts.add(Cut.SUFFIX);
    return cuts;
  }

  private void everywhereInRecovery(Scenario scenario, Death first) throws IOException {
    thoroughly++;
    for (long step = 1; ; step++) {
      for (Cut cut : CUTS) {
        if (cut == Cut.AFTER) continue;
        StepReport both = run(scenario, List.of(first, new Death(step, cut)));
        if (both.chosen() < 2 || step > both.recoverySteps()) return;
        twice++;
      }
    }
  }

  private void somewhereInRecovery(Scenario scenario, long step, StepReport before)
      throws IOException {
    long second = 1L + choices.below((int) Math.max(1, before.recoverySteps()));
    Death first = new Death(step, choices.of(otherCuts(before)));
    run(scenario, List.of(first, new Death(second, choices.of(CUTS))));
    twice++;
  }

  /// The first start of all, with nothing there before.
  @Test
  void a_new_area_is_begun_whenever_that_was_cut_short() throws IOException {
    for (long first = 1; isCutShort(List.of(new Death(first, Cut.BEFORE))); first++) {
      for (Cut cut : CUTS) {
        isCutShort(List.of(new Death(first, cut)));
        Death second = new Death(1L + choices.below(40), choices.of(CUTS));
        isCutShort(List.of(new Death(first, cut), second));
      }
    }
  }

  private boolean isCutShort(List<Death> deaths) throws IOException {
    Countdown countdown = new Countdown(deaths);
    CountedArea area = new CountedArea(top.resolve("new"), countdown, StepFault.NONE);
    try {
      while (!begins(area, countdown)) area.killed();
      assertThat(area.recovered().tree()).isEqualTo(State.initial(Limits.STANDARD).tree());
    } finally {
      area.killed();
      delete(top.resolve("new"));
      count(deaths, countdown.chosen(), countdown.steps());
    }
    return countdown.chosen() > 0;
  }

  private static boolean begins(CountedArea area, Countdown countdown) throws IOException {
    countdown.begin();
    try {
      area.begin();
    } catch (Countdown.End end) {
      return false;
    } catch (IOException failed) {
      if (!countdown.isOver()) throw failed;
    }
    return !countdown.isOver();
  }

  /// Would the runs above notice?
  @ParameterizedTest
  @EnumSource
  void a_planted_fault_is_found(StepFaults fault) throws IOException {
    int tried = 0;
    for (long seed = FAULTY_SEED_FIRST; seed <= FAULTY_SEED_LAST; seed++) {
      Scenario scenario = scenario(seed);
      plant(scenario);
      try {
        for (long step = 1; ; step++) {
          int chosen = 0;
          for (Cut cut : CUTS) {
            tried++;
            chosen += run(scenario, fault, List.of(new Death(step, cut))).chosen();
          }
          if (chosen == 0) break;
        }
      } catch (AssertionError found) {
        System.out.println(fault + ": found by run " + tried + ", " + found.getMessage());
        return;
      } finally {
        delete(top.resolve("planted"));
      }
    }
    fail(fault + " was not found");
  }

  private static Scenario scenario(long seed) {
    return new Scenario(seed, 3, 4, true, 0, false, false);
  }

  private void plant(Scenario scenario) throws IOException {
    CountedArea.plant(top.resolve("planted"), RealWorld.beginning(scenario));
  }

  private StepReport run(Scenario scenario, List<Death> deaths) throws IOException {
    StepReport report = run(scenario, StepFault.NONE, deaths);
    count(deaths, report.chosen(), report.steps());
    if (report.isGivenUp()) givenUp++;
    return report;
  }

  private static void count(List<Death> deaths, int chosen, long taken) {
    runs++;
    steps += taken;
    for (Death death : deaths.subList(0, chosen)) DEATHS.merge(death.cut(), 1, Integer::sum);
  }

  private StepReport run(Scenario scenario, StepFault fault, List<Death> deaths)
      throws IOException {
    Path folder = top.resolve("area");
    copy(top.resolve("planted"), folder);
    try {
      return new RealWorld(folder, scenario, CoreSimulation::start, fault, deaths).run();
    } finally {
      delete(folder);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  private static void delete(Path top) throws IOException {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.toList().reversed()) Files.delete(path);
    }
  }
}
