package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Scratch;
import revenant.testkit.process.Tools;

/// One node that is rewritten for ever must not fill the area.
@Timeout(300)
class BoundedIT extends OnScratch {
  private static final int ROUNDS = 10;
  private static final int WRITES = 20_000;
  private static final int BATCH = 20;
  private static final int VALUE_BYTES = 500;
  private static final int HISTORY = 200;
  private static final int SAVES = 3000;
  private static final long SAVED_BYTES_MAX = 32L << 20;

  /// 64 MiB of journal at most, 64 MiB of history, and what the store needs while it tidies.
  private static final long BYTES_MAX = 192L << 20;

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void the_area_stays_small(String store) throws Exception {
    Daemon daemon = start(setup.with("--store=" + store));
    try (XenstoreClient client = daemon.connect()) {
      long largest = 0;
      for (int round = 0; round < ROUNDS; round++) {
        rewrite(client, round);
        long bytes = Scratch.bytes(setup.area());
        System.out.println(
            store + ": " + bytes + " bytes after " + (round + 1) * WRITES + " writes");
        largest = Math.max(largest, bytes);
      }
      assertThat(largest).isLessThan(BYTES_MAX);
      assertThat(client.read("/bounded").text()).startsWith("%06d".formatted(ROUNDS * WRITES - 1));
    }
  }

  /// Every change is saved before it is acknowledged, so that there is much to forget.
  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void what_the_store_keeps_stays_small(String store) throws Exception {
    setup = setup.with("--store=" + store, "--ack=store", "--history=" + HISTORY);
    Daemon daemon = start(setup);
    try (XenstoreClient client = daemon.connect()) {
      for (int i = 0; i < SAVES; i++) client.write("/bounded", i + "v".repeat(VALUE_BYTES)).ok();
    }
    long bytes = Scratch.bytes(setup.area());
    System.out.println(store + ": " + bytes + " bytes after " + SAVES + " saves");
    assertThat(bytes).isLessThan(SAVED_BYTES_MAX);
    if (!store.equals("git")) return;
    Tools.require("/usr/bin/git", "git");
    GitHistory history = new GitHistory(setup);
    long deadline = System.nanoTime() + SHORT.toNanos();
    while (history.commits("/bounded").size() > 2 * HISTORY && System.nanoTime() - deadline < 0)
      Thread.sleep(100);
    assertThat(history.commits("/bounded").size()).isBetween(HISTORY, 2 * HISTORY);
    history.check();
  }

  private static void rewrite(XenstoreClient client, int round) throws IOException {
    for (int i = 0; i < WRITES; i += BATCH) {
      for (int j = 0; j < BATCH; j++) {
        String value = "%06d".formatted(round * WRITES + i + j) + "v".repeat(VALUE_BYTES);
        client.send(Operation.WRITE, 0, ("/bounded\0" + value).getBytes(ISO_8859_1));
      }
      client.flush();
      while (client.inFlight() > 0) client.receive().ok();
    }
  }
}
