package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import revenant.server.engine.Change;

/// A tmpfs of 16 MiB on which nothing is left: what grows the state is refused, everything else
/// goes on for ever, and nothing is lost (G10).
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FullAreaSpec {
  private @TempDir Path folder;
  private Path tmpfs;
  private Lives lives;
  private boolean isMounted;

  @BeforeEach
  void mount() throws IOException, InterruptedException {
    tmpfs = Files.createDirectory(folder.resolve("tmpfs"));
    isMounted = run("mount", "-t", "tmpfs", "-o", "size=16m", "revenant", tmpfs.toString());
    boolean mayNotSkip = "true".equals(System.getenv("CI"));
    assumeTrue(isMounted || mayNotSkip, "a tmpfs cannot be mounted here: needs root");
    assertThat(isMounted).as("mounted").isTrue();
    lives = new Lives(tmpfs.resolve("area"));
    lives.sizes = Sizes.DEFAULT;
    lives.store.trouble =
        call -> {
          throw new IOException("No space left on device");
        };
    lives.begin();
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    if (!isMounted) return;
    lives.close();
    assertThat(lives.fatal).isEmpty();
    assertThat(run("umount", tmpfs.toString())).as("unmounted").isTrue();
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private void fill() throws IOException {
    try (FileChannel file =
        FileChannel.open(
            tmpfs.resolve("other"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      for (long size = 64 << 10; ; size += 64 << 10) Zeros.extend(Storage.FILES, file, size);
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private boolean grows(String path, String value) {
    Change put = Lives.put(path, value);
    if (!lives.life().admits(lives.state().with(put).tree().root().bytes())) return false;
    lives.turn("WRITE " + path, put);
    return true;
  }

  @Test
  void a_node_is_rewritten_for_ever() throws IOException {
    lives.write("/a", "0");
    fill();
    for (int i = 0; i < 100_000; i++) lives.write("/a", "value " + i);
    lives.crash();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("value 99999");
  }

  @Test
  void what_grows_the_state_is_refused_at_some_time_and_the_rest_goes_on() throws IOException {
    fill();
    int count = 0;
    while (grows("/n" + count, "x".repeat(1000))) count++;
    assertThat(count).isGreaterThan(100);
    for (int i = 0; i < 5000; i++)
      lives.turn("WRITE", Lives.put("/n" + i % count, "y".repeat(1000)));
    lives.crash();
    lives.begin();
    assertThat(lives.read("/n" + (count - 1))).isEqualTo("y".repeat(1000));
    assertThat(grows("/more", "x".repeat(1000))).isFalse();
    for (int i = 0; i < count; i++)
      lives.turn("RM", new Change.Removed(revenant.api.tree.NodePath.of("/n" + i)));
    assertThat(grows("/more", "x".repeat(1000))).isTrue();
    lives.end();
    lives.begin();
    assertThat(lives.read("/more")).isEqualTo("x".repeat(1000));
  }

  @Test
  void the_journal_and_the_room_share_what_there_is() throws IOException {
    int count = 0;
    while (grows("/n" + count, "x".repeat(1000))) count++;
    assertThat(count).as("nodes of 1000 bytes in 16 MiB, held twice").isBetween(2000, 8000);
    for (int i = 0; i < 5000; i++)
      lives.turn("WRITE", Lives.put("/n" + i % count, "z".repeat(1000)));
    lives.crash();
    lives.begin();
    assertThat(lives.read("/n1")).isEqualTo("z".repeat(1000));
  }
}
