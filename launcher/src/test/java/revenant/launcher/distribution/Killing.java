package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import revenant.launcher.distribution.Phases.Phase;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Setup;

/// A test that kills the daemon again and again, and counts what it was doing then.
///
/// The property `revenant.kills` says how often, kills in a recovery among them, `revenant.seed`
/// makes another run of it.
abstract class Killing extends OnScratch {
  static final int KILLS = Integer.getInteger("revenant.kills", 20);
  static final int RECOVERY_EVERY = 7;
  static final int RUN_MILLIS_MAX = 200;
  private static final long AIM_NANOS = Duration.ofSeconds(3).toNanos();

  final Map<Phase, Integer> kills = new EnumMap<>(Phase.class);
  int allKills;
  private int aims;

  static long seed() {
    return Long.getLong("revenant.seed", System.nanoTime());
  }

  /// Nobody can be connected yet. Sometimes the next recovery is killed as well, but not after a
  /// kill that came too late: two processes in a row would have died while they served.
  void killWhileRecovering(SplittableRandom random) throws Exception {
    boolean wasRecovering;
    do {
      try (Phases phases = Phases.of(setup.area())) {
        long starts = phases.starts();
        try (Daemon daemon = setup.withFlags(Phase.RECOVERY.slowly(10)).launch()) {
          await(() -> phases.starts() > starts);
          Thread.sleep(random.nextInt(30));
          daemon.kill9();
          wasRecovering = phases.isIn(Phase.RECOVERY);
          count(phases);
        }
      }
    } while (wasRecovering && random.nextInt(5) == 0);
  }

  interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    await(condition, AIM_NANOS);
  }

  static void await(Condition condition, long nanos) throws Exception {
    long deadline = System.nanoTime() + nanos;
    while (!condition.holds() && System.nanoTime() - deadline < 0) Thread.sleep(0, 200_000);
  }

  /// Waits until the daemon does what the kill is aimed at, if it is aimed.
  static void await(Aim aim, Phases phases) throws Exception {
    if (aim.phase.isPresent()) await(() -> phases.isIn(aim.phase.get()));
  }

  void count(Phases phases) throws IOException {
    allKills++;
    for (Phase phase : Phase.values()) if (phases.isIn(phase)) kills.merge(phase, 1, Integer::sum);
  }

  /// Kills at idle would prove nothing.
  void assertPhases(int planned) {
    assertThat(kills.getOrDefault(Phase.CHECKPOINT, 0)).isGreaterThanOrEqualTo(planned / 10);
    assertThat(kills.getOrDefault(Phase.RECOVERY, 0)).isGreaterThanOrEqualTo(planned / 10);
    assertThat(kills.getOrDefault(Phase.SEGMENT_CHANGE, 0)).isGreaterThanOrEqualTo(planned / 20);
  }

  /// Of ten kills one is aimed at a segment change, and two at a checkpoint.
  Aim nextAim() {
    return switch (aims++ % 10) {
      case 5 -> Aim.SEGMENT_CHANGE;
      case 2, 8 -> Aim.CHECKPOINT;
      default -> Aim.ANYTHING;
    };
  }

  /// What a kill is to fall into.
  enum Aim {
    ANYTHING(Optional.empty(), 0),
    CHECKPOINT(Optional.of(Phase.CHECKPOINT), 5),
    SEGMENT_CHANGE(Optional.of(Phase.SEGMENT_CHANGE), 20);

    final Optional<Phase> phase;
    private final int millis;

    Aim(Optional<Phase> phase, int millis) {
      this.phase = phase;
      this.millis = millis;
    }

    Setup apply(Setup setup) {
      return phase.map(p -> setup.withFlags(p.slowly(millis))).orElse(setup);
    }
  }
}
