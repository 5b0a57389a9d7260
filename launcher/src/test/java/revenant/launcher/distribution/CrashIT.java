package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import revenant.launcher.distribution.GitHistory.Commit;
import revenant.launcher.distribution.Phases.Phase;
import revenant.testkit.client.Answer;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Setup;
import revenant.testkit.process.Tools;

/// The daemon is killed at random moments and started again: everything acknowledged is there,
/// nothing else is, and nothing is there by half.
///
/// The property `revenant.kills` says how often, `revenant.seed` makes another run of it.
@Timeout(7200)
class CrashIT extends Killing {
  private static final Duration CATCH_UP = Duration.ofMinutes(2);
  private static final int CHECK_EVERY = 10;
  private static final int COMPARE_EVERY = 5 * CHECK_EVERY;
  private static final int HISTORY_FRACTION = 20;
  private static final int LONG_VALUE = 1900;
  private static final String NUMBER = "/history/number";
  private static final int NUMBERS_MAX = 500;
  private static final int NEVER_MILLIS = 600_000;

  private int killsInFlight;

  @ParameterizedTest
  @CsvSource({"git,journal,1", "mapdb,journal,1", "git,store,10", "mapdb,store,10"})
  void what_is_acknowledged_survives_and_nothing_is_half_there(
      String store, String ack, int fraction) throws Exception {
    int planned = Math.max(2, KILLS / fraction);
    long seed = seed();
    System.out.printf("%s, --ack=%s: %d kills, seed %d%n", store, ack, planned, seed);
    SplittableRandom random = new SplittableRandom(seed);
    setup = setup.with("--store=" + store, "--ack=" + ack);
    Crew crew = new Crew(random.split());
    try (Daemon first = setup.start()) {
      crew.prepare(first);
    }
    for (int i = 1; allKills < planned; i++) {
      if (store.equals("git") && i % CHECK_EVERY == 0) checkRepository();
      killWhileServing(random, crew, store.equals("git") && i % COMPARE_EVERY == 0);
      if (i % RECOVERY_EVERY == 0) killWhileRecovering(random);
    }
    try (Daemon last = setup.start()) {
      settle(last, crew);
      if (store.equals("git")) checkHistory(crew);
    }
    report(store, crew);
    if (fraction == 1) assertKillsCount(planned, crew);
    assertThat(setup.err().lines().filter(line -> !line.contains("recovered"))).isEmpty();
  }

  /// Each commit leads from one number to the next, or lists as many requests as it goes on by; and
  /// what no commit told of before a kill has one of its own afterwards.
  @Test
  void the_history_has_the_tree_after_each_change() throws Exception {
    needGit();
    long seed = seed();
    int planned = Math.max(4, KILLS / HISTORY_FRACTION);
    System.out.printf("history: %d kills, seed %d%n", planned, seed);
    SplittableRandom random = new SplittableRandom(seed);
    int written = 0;
    for (int i = 0; i < planned; i++) {
      boolean isAllLeftToRecovery = random.nextBoolean();
      Setup how =
          isAllLeftToRecovery ? setup.withFlags(Phase.CHECKPOINT.slowly(NEVER_MILLIS)) : setup;
      int before = written;
      try (Daemon daemon = how.start()) {
        written = writeNumbers(daemon, written, random.nextInt(300));
      }
      try (Daemon daemon = setup.start()) {
        written = settleNumber(daemon, written);
        checkNumbers(written, isAllLeftToRecovery ? before : written);
      }
    }
  }

  private void checkNumbers(int last, int manyTill) throws Exception {
    GitHistory history = new GitHistory(setup);
    history.awaitCaughtUp(CATCH_UP);
    history.check();
    int number = 0;
    for (Commit commit : history.commits(NUMBER)) {
      int next = commit.value().map(Integer::parseInt).orElse(0);
      assertThat(next - number).as("%s", commit).isEqualTo(commit.count("WRITE " + NUMBER));
      if (number >= manyTill) assertThat(next - number).isLessThanOrEqualTo(1);
      number = next;
    }
    assertThat(number).isEqualTo(last);
  }

  private static void needGit() {
    Tools.require("/usr/bin/git", "git");
  }

  /// As the kill left it, before anybody mends it.
  private void checkRepository() throws Exception {
    needGit();
    new GitHistory(setup).check();
  }

  private void killWhileServing(SplittableRandom random, Crew crew, boolean isComparing)
      throws Exception {
    Aim aim = nextAim();
    try (Daemon daemon = aim.apply(setup).start();
        Phases phases = Phases.of(setup.area())) {
      settle(daemon, crew);
      if (isComparing) checkHistory(crew);
      crew.appender().use(aim == Aim.SEGMENT_CHANGE ? LONG_VALUE : random.nextInt(100));
      crew.begin(daemon);
      Thread.sleep(random.nextInt(RUN_MILLIS_MAX));
      await(aim, phases);
      long instant = System.nanoTime();
      daemon.kill9();
      if (crew.awaitEnd(instant) > 0) killsInFlight++;
      count(phases);
    }
  }

  private void settle(Daemon daemon, Crew crew) throws IOException {
    String wrong = crew.settle(daemon);
    assertThat(wrong).as("after kill %d", allKills).isEmpty();
  }

  private void checkHistory(Crew crew) throws Exception {
    needGit();
    GitHistory history = new GitHistory(setup);
    history.awaitCaughtUp(CATCH_UP);
    history.check();
    assertThat(crew.compare(history.newest())).as("after kill %d", allKills).isEmpty();
  }

  private void report(String store, Crew crew) {
    System.out.printf(
        "%s: %d kills, %d with a request in flight, by phase %s; %d acknowledged changes checked%n",
        store, allKills, killsInFlight, kills, crew.acknowledged());
  }

  /// Kills at idle would prove nothing.
  private void assertKillsCount(int planned, Crew crew) {
    assertThat(killsInFlight).isGreaterThanOrEqualTo(allKills * 8 / 10);
    assertPhases(planned);
    assertThat(crew.acknowledged()).isGreaterThanOrEqualTo(250L * planned);
  }

  /// The number is what was acknowledged, or the next, which was asked for.
  private static int settleNumber(Daemon daemon, int written) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      Answer answer = client.read(NUMBER);
      int found = answer.isOk() ? Integer.parseInt(answer.text()) : 0;
      assertThat(found).isBetween(written, written + 1);
      return found;
    }
  }

  /// Writes one number after another until it is killed. Few enough for recovery to keep apart.
  private static int writeNumbers(Daemon daemon, int written, int millis) throws Exception {
    int acknowledged = written;
    try (XenstoreClient client = daemon.connect()) {
      long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
      while (acknowledged < written + NUMBERS_MAX && System.nanoTime() - end < 0)
        client.write(NUMBER, "" + ++acknowledged).ok();
      client.send(Operation.WRITE, 0, (NUMBER + "\0" + (acknowledged + 1)).getBytes(ISO_8859_1));
      client.flush();
      daemon.kill9();
    }
    return acknowledged;
  }
}
