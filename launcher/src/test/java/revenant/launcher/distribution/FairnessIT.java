package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.testkit.process.Daemon;

/// Guests that ask without end, or stop in the middle of it and read nothing, and one beside them
/// that asks one thing at a time.
@Timeout(300)
class FairnessIT extends OnSimulatedHost {
  private static final int ROUNDS = 500;

  /// A round is two requests, one after the other.
  private static final int REQUESTS = 2 * ROUNDS;

  /// What a guest may have outstanding, and with it what a turn takes of it at most.
  private static final int OUTSTANDING = 20;

  /// How many turns of others it takes to wake a process and be asked again. On a machine where all
  /// share two processors it has been 7.
  private static final int TURNS = 50;

  /// The answer to a write.
  private static final int ANSWER_BYTES = 19;

  @Test
  void a_guest_has_its_share_beside_one_that_floods_and_one_that_stands_still() throws Exception {
    try (Daemon _ = setup.start()) {
      for (int domid = 1; domid <= 3; domid++) guests.finish(domid, "create");
      guests.launch(2, "flood");
      Process still = guests.launch(3, "flood");
      awaitAnswers(2);
      awaitAnswers(3);
      guests.signal("STOP", still);
      int before = answered(2);
      Process fair = guests.launch(1, "load", "" + ROUNDS);
      assertThat(fair.waitFor(SHORT.toSeconds() * 4, TimeUnit.SECONDS)).isTrue();
      assertThat(fair.exitValue()).isZero();
      long flooded = Integer.toUnsignedLong(answered(2) - before) / ANSWER_BYTES;
      System.out.printf("fairness: %d requests one by one, %d in a flood%n", REQUESTS, flooded);
      assertThat(flooded).isBetween(1L, (long) REQUESTS * OUTSTANDING * TURNS);
      guests.signal("CONT", still);
      awaitAnswers(3);
      awaitAnswers(2);
    }
  }

  private int answered(int domid) throws IOException {
    return guests.page(domid).answered();
  }

  /// It reads more than a ring holds.
  private void awaitAnswers(int domid) throws Exception {
    int before = answered(domid);
    long deadline = System.nanoTime() + SHORT.toNanos();
    while (answered(domid) - before < 2048) {
      assertThat(System.nanoTime() - deadline).as("domain %d is not answered", domid).isNegative();
      Thread.sleep(5);
    }
  }
}
