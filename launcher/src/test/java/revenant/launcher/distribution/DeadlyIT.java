package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.testkit.process.Daemon;

/// A guest whose request kills the daemon whenever it is executed: the daemon dies before the
/// record of it, as long as the test wants that.
@Timeout(300)
class DeadlyIT extends OnSimulatedHost {
  private static final String DIES = "-Drevenant.at.before-record=die:1";
  private static final int DIED = 86;
  private static final int SETTLED_MILLIS = 100;
  private static final int GUEST = 1;
  private static final int OTHER = 2;

  @Test
  void it_is_refused_at_the_third_start() throws Exception {
    Process guest = killed(2);
    try (Daemon _ = setup.start()) {
      assertThat(guest.waitFor(SHORT.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readString(guests.said(GUEST), UTF_8)).contains("EIO");
      guests.finish(GUEST, "write", "data/then", "well");
    }
  }

  @Test
  void who_kills_even_when_refused_is_stopped_and_nobody_else_notices() throws Exception {
    Process guest = killed(3);
    try (Daemon _ = setup.start()) {
      assertThat(guests.page(GUEST).error()).isEqualTo(1);
      assertThat(guest.isAlive()).isTrue();
      assertThat(setup.err()).contains("the request that killed the server again and again is ");
      guests.finish(OTHER, "create");
      guests.finish(OTHER, "write", "data/then", "well");
      guest.destroyForcibly().waitFor();
      guests.finish(GUEST, "write", "data/then", "well, connected anew");
      assertThat(guests.page(GUEST).error()).isZero();
    }
  }

  /// A guest that asks something while no daemon is there, and so many that died of it.
  private Process killed(int times) throws Exception {
    Process guest;
    try (Daemon _ = setup.start()) {
      guests.finish(GUEST, "create");
      guest = guests.launch(GUEST, "load");
      int before = guests.page(GUEST).answered();
      await(() -> guests.page(GUEST).answered() - before >= 2048);
      stopAnswered(guest);
    }
    guests.signal("CONT", guest);
    await(() -> guests.page(GUEST).hasInput());
    for (int i = 0; i < times; i++) {
      try (Daemon daemon = setup.withFlags(DIES).launch()) {
        assertThat(daemon.awaitEnd()).isEqualTo(DIED);
      }
    }
    return guest;
  }

  /// It may have been stopped when it had asked, and notified nobody yet.
  private void stopAnswered(Process guest) throws Exception {
    do {
      guests.signal("CONT", guest);
      guests.signal("STOP", guest);
      Thread.sleep(SETTLED_MILLIS);
    } while (guests.page(GUEST).hasInput());
  }

  private static void await(Killing.Condition condition) throws Exception {
    Killing.await(condition, SHORT.toNanos());
    assertThat(condition.holds()).isTrue();
  }
}
