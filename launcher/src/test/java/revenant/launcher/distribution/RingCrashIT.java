package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.launcher.distribution.Phases.Phase;
import revenant.testkit.process.Daemon;

/// Guests on rings, each a process of its own, talk to a daemon that is killed at random moments,
/// and at each step where it matters which came first, and started again. They check every reply
/// and every event, and notice nothing.
@Timeout(7200)
class RingCrashIT extends Killing {
  private static final int GUESTS = 3;
  private static final int FIRST_NEWCOMER = 100;
  private static final int REST_EVERY = 4;
  private static final int ROUNDS_PER_KILL = 20;
  private static final Pattern REPORT =
      Pattern.compile("(\\d+) rounds, (\\d+) transactions begun again");

  private final List<Process> busy = new ArrayList<>();
  private Guests guests;
  private final Map<Point, Integer> hits = new EnumMap<>(Point.class);
  private int aimed;
  private int newcomers;
  private int killsInFlight;

  /// Where the daemon dies by itself (`revenant.server.journal.Juncture`), and how often it comes
  /// there at least in a life, or in a while.
  private enum Point {
    BEFORE_RECORD(300),
    AFTER_RECORD(300),
    PUBLISHED(300),
    CONSUMED(300),
    SEGMENT_CHANGE(1),
    CHECKPOINT(3),
    CHECKPOINT_SAVED(3),
    STORE_LOAD(1),
    RECOVERY(1),
    RECOVERED(1),
    ATTACHED(1 + GUESTS),
    RESET_DECIDED(2),
    RESET_IN_PAGE(2),
    RESET_RECORDED(2);

    private static final int DIED = 86;

    private final int visits;

    Point(int visits) {
      this.visits = visits;
    }

    String flag(SplittableRandom random) {
      String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
      return "-Drevenant.at." + name + "=die:" + (1 + random.nextInt(visits));
    }

    /// Whether a request of a guest may be half done then. One that two processes in a row died on
    /// is answered EIO, so that the process before must not have died on it.
    boolean isSuspicious() {
      return switch (this) {
        case BEFORE_RECORD, SEGMENT_CHANGE, CHECKPOINT, CHECKPOINT_SAVED, STORE_LOAD -> true;
        case RESET_DECIDED, RESET_IN_PAGE, RESET_RECORDED -> true;
        case AFTER_RECORD, PUBLISHED, CONSUMED, RECOVERY, RECOVERED, ATTACHED -> false;
      };
    }

    /// Rings begin anew only when somebody asks for it.
    boolean isReset() {
      return this == RESET_DECIDED || this == RESET_IN_PAGE || this == RESET_RECORDED;
    }
  }

  @BeforeEach
  void makeHost() {
    guests = new Guests(scratch.folder(), setup);
  }

  @AfterEach
  void endGuests() {
    guests.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void guests_notice_nothing(String store) throws Exception {
    int planned = Math.max(2, KILLS * 3 / 4);
    long seed = seed();
    System.out.printf("rings, %s: %d kills, seed %d%n", store, planned, seed);
    SplittableRandom random = new SplittableRandom(seed);
    setup = guests.setup().with("--store=" + store);
    try (Daemon _ = setup.start()) {
      for (int domid = 1; domid <= GUESTS; domid++) begin(domid);
      awaitProgress();
    }
    for (int i = 1; allKills < planned; i++) {
      if (i % 2 == 0) killWhileServing(random);
      else killAt(Point.values()[i / 2 % Point.values().length], random);
      if (i % RECOVERY_EVERY == 0) killWhileRecovering(random);
    }
    liveInPeace();
    report(store, planned);
  }

  private void begin(int domid) throws IOException, InterruptedException {
    guests.finish(domid, "create");
    busy.add(guests.launch(domid, "load"));
  }

  private void killAt(Point point, SplittableRandom random) throws Exception {
    aimed++;
    if (point.isSuspicious()) liveInPeace();
    Optional<Process> newcomer = Optional.empty();
    try (Daemon daemon = setup.withFlags(point.flag(random)).launch();
        Phases phases = Phases.of(setup.area())) {
      if (point.isReset())
        newcomer = Optional.of(guests.launch(FIRST_NEWCOMER + ++newcomers, "create"));
      await(() -> !daemon.isAlive(), SHORT.toNanos());
      if (!daemon.isAlive() && daemon.awaitEnd() == Point.DIED) hits.merge(point, 1, Integer::sum);
      daemon.kill9();
      if (isInFlight()) killsInFlight++;
      count(phases);
    }
    if (newcomer.isPresent()) settle(newcomer.get(), FIRST_NEWCOMER + newcomers);
    assertThat(busy).allMatch(Process::isAlive, "a guest has stopped: see " + said());
  }

  /// Every guest is answered in a life that ends with SIGTERM, so that it dies on no request.
  private void liveInPeace() throws Exception {
    try (Daemon daemon = setup.start()) {
      awaitProgress();
      assertThat(daemon.terminate()).isZero();
    }
  }

  /// A domain that was being made when the daemon died is made by the next, and destroyed.
  private void settle(Process newcomer, int domid) throws Exception {
    try (Daemon _ = setup.start()) {
      boolean isDone = newcomer.waitFor(SHORT.toMillis(), TimeUnit.MILLISECONDS);
      newcomer.destroyForcibly();
      assertThat(isDone && newcomer.waitFor() == 0)
          .as("domain %d: %s", domid, Files.readString(guests.said(domid), UTF_8))
          .isTrue();
      guests.finish(domid, "destroy");
    }
  }

  private void killWhileServing(SplittableRandom random) throws Exception {
    Aim aim = nextAim();
    try (Daemon daemon = aim.apply(setup).start();
        Phases phases = Phases.of(setup.area())) {
      if (random.nextInt(REST_EVERY) == 0 || phases.isSuspecting()) awaitProgress();
      Thread.sleep(random.nextInt(RUN_MILLIS_MAX));
      await(aim, phases);
      daemon.kill9();
      if (isInFlight()) killsInFlight++;
      count(phases);
    }
    assertThat(busy).allMatch(Process::isAlive, "a guest has stopped: see " + said());
  }

  /// A guest has asked what is not answered, or was answered what it has not read.
  private boolean isInFlight() throws IOException {
    for (int domid = 1; domid <= GUESTS; domid++) if (!guests.page(domid).isQuiet()) return true;
    return false;
  }

  /// Every guest is answered again.
  private void awaitProgress() throws Exception {
    for (int domid = 1; domid <= GUESTS; domid++) {
      int before = guests.page(domid).answered();
      long deadline = System.nanoTime() + SHORT.toNanos();
      while (guests.page(domid).answered() == before) {
        assertThat(System.nanoTime() - deadline)
            .as("domain %d is not answered: %s", domid, said())
            .isNegative();
        Thread.sleep(1);
      }
    }
  }

  private String said() throws IOException {
    StringBuilder all = new StringBuilder();
    for (int domid = 1; domid <= GUESTS; domid++)
      all.append(Files.readString(guests.said(domid), UTF_8));
    return all.toString();
  }

  private void report(String store, int planned) throws Exception {
    for (Process guest : busy) guest.destroy();
    for (Process guest : busy) guest.waitFor();
    long rounds = 0;
    long aborted = 0;
    for (int domid = 1; domid <= GUESTS; domid++) {
      String text = Files.readString(guests.said(domid), UTF_8);
      Matcher report = REPORT.matcher(text.strip());
      assertThat(report.matches()).as(text).isTrue();
      rounds += Long.parseLong(report.group(1));
      aborted += Long.parseLong(report.group(2));
    }
    System.out.printf(
        "rings, %s: %d kills, %d with a request in flight, by phase %s, by point %s; %d rounds of"
            + " guests, %d transactions begun again%n",
        store, allKills, killsInFlight, kills, hits, rounds, aborted);
    assertThat(killsInFlight).isGreaterThanOrEqualTo(allKills * 8 / 10);
    assertThat(kills.getOrDefault(Phase.RECOVERY, 0)).isGreaterThanOrEqualTo(planned / 10);
    assertThat(hits.keySet()).hasSize(Math.min(Point.values().length, aimed));
    assertThat(rounds).isGreaterThanOrEqualTo((long) ROUNDS_PER_KILL * planned);
  }
}
