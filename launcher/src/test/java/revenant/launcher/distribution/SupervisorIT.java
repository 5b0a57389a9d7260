package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.XenstoreClient;

/// A supervisor that starts the daemon again at once, whatever it left behind.
@Timeout(240)
class SupervisorIT extends OnScratch {
  private static final int KILLS = 20;

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void every_restart_serves(String store) throws Exception {
    Path stop = scratch.resolve("stop");
    Process supervisor = supervisor(store, stop);
    try {
      long pid = 0;
      for (int i = 0; i <= KILLS; i++) {
        pid = adopt(nextPid(pid));
        serve(i);
        if (i == KILLS) Files.createFile(stop);
        kill(pid);
        assertThat(setup.pidFile()).exists();
        assertThat(setup.socket()).exists();
      }
      assertThat(supervisor.waitFor()).isZero();
    } finally {
      supervisor.destroyForcibly();
    }
    assertThat(setup.err()).isEmpty();
  }

  /// What `Restart=always` with `RestartSec=0` does.
  private Process supervisor(String store, Path stop) throws IOException {
    String loop =
        "until [ -e %s ]; do %s -N --store=%s --store-dir=%s --pid-file=%s || true; done"
            .formatted(stop, setup.distribution().command(), store, setup.area(), setup.pidFile());
    var builder = new ProcessBuilder(List.of("sh", "-c", loop));
    builder.environment().putAll(setup.environment());
    // The shell itself tells there that what it started was killed.
    builder.redirectOutput(scratch.resolve("out").toFile());
    builder.redirectError(scratch.resolve("shell").toFile());
    return builder.start();
  }

  /// The daemon says who it is once it holds the area, and the file of the one before stays till
  /// then.
  private long nextPid(long before) throws Exception {
    long deadline = System.nanoTime() + SHORT.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (Files.exists(setup.pidFile())) {
        long pid = Long.parseLong(Files.readString(setup.pidFile()).strip());
        if (pid != before && canConnect()) return pid;
      }
      Thread.sleep(5);
    }
    throw new AssertionError(
        "no daemon after " + before + ": " + Files.readString(scratch.resolve("shell")));
  }

  private boolean canConnect() {
    try {
      XenstoreClient.connect(setup.socket()).close();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private void serve(int round) throws IOException {
    try (XenstoreClient client = XenstoreClient.connect(setup.socket())) {
      for (int i = 0; i < round; i++)
        assertThat(client.read("/supervised/" + i).text()).isEqualTo("round " + i);
      client.write("/supervised/" + round, "round " + round).ok();
    }
  }
}
