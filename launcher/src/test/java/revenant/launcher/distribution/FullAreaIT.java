package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.Answer;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Tools;

/// The persistent area is full: who wants more is told so, and nothing else happens.
@Timeout(300)
class FullAreaIT extends OnScratch {
  private static final String SIZE = "16m";
  private static final String VALUE = "v".repeat(2000);
  private static final int WRITES_MAX = 100_000;

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void a_full_area_costs_nobody_anything(String store) throws Exception {
    mount();
    try {
      setup = setup.with("--store=" + store);
      List<String> written = new ArrayList<>();
      Daemon daemon = start(setup);
      try (XenstoreClient client = daemon.connect()) {
        fill(client, written);
        System.out.println(store + ": full after " + written.size() + " nodes");
        assertReadsGoOn(client, written);
        assertRewritingGoesOn(client, written);
      }
      daemon.kill9();
      daemon = start(setup);
      assertRecovers(daemon, written);
      fillTheFileSystem();
      try (XenstoreClient client = daemon.connect()) {
        fill(client, new ArrayList<>());
        removeHalf(client, written);
        client.write("/full/again", VALUE).ok();
      }
      assertThat(daemon.isAlive()).isTrue();
      daemon.kill9();
      written.add("/full/again");
      daemon = start(setup);
      assertRecovers(daemon, written);
      daemon.kill9();
    } finally {
      unmount();
    }
  }

  private void mount() throws Exception {
    Files.createDirectories(setup.area());
    Finished mounted =
        run(
            "mount",
            "-t",
            "tmpfs",
            "-o",
            "size=" + SIZE + ",mode=700",
            "tmpfs",
            setup.area().toString());
    if (mounted.status() != 0) Tools.leaveOut("needs to mount a tmpfs: " + mounted.err().strip());
  }

  private void unmount() throws Exception {
    run("umount", "--lazy", setup.area().toString());
  }

  /// Writes until there is no room.
  private static void fill(XenstoreClient client, List<String> written) throws IOException {
    for (int i = 0; i < WRITES_MAX; i++) {
      String path = "/full/" + i;
      Answer answer = client.write(path, VALUE);
      if (!answer.isOk()) {
        assertThat(answer.errno()).contains("ENOSPC");
        return;
      }
      written.add(path);
    }
    throw new AssertionError("never full");
  }

  /// Nothing is left for anybody, not even for the store.
  private void fillTheFileSystem() throws Exception {
    Path filler = setup.area().resolve("filler");
    run("sh", "-c", "cat /dev/zero > " + filler);
  }

  private static void assertReadsGoOn(XenstoreClient client, List<String> written)
      throws IOException {
    for (String path : written) assertThat(client.read(path).text()).isEqualTo(VALUE);
  }

  /// What does not grow goes on without limit: more of it than the journal has room for.
  private static void assertRewritingGoesOn(XenstoreClient client, List<String> written)
      throws IOException {
    for (int i = 0; i < 20_000; i++) client.write(written.get(i % 10), VALUE).ok();
  }

  private static void removeHalf(XenstoreClient client, List<String> written) throws IOException {
    while (written.size() > 100) client.rm(written.removeLast()).ok();
  }

  private static void assertRecovers(Daemon daemon, List<String> written) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      for (String path : written) assertThat(client.read(path).text()).isEqualTo(VALUE);
      assertThat(client.children("/full")).hasSize(written.size());
    }
  }
}
