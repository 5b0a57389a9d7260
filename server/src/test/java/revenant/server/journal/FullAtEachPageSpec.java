package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.server.engine.Change;
import revenant.server.engine.Domain;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// A tmpfs of each size in pages, from one on which a server cannot start to one on which nothing
/// is ever refused: so each allocation is the first that fails, and all after it do. Once a server
/// has started, reads of a guest on a ring, removals and the death of a domain go on for ever, and
/// so do starts after crashes; only what makes the state larger is refused (G10).
///
/// `-Drevenant.reads=N` says how many reads there are on all of them together.
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class FullAtEachPageSpec {
  private static final int READS = Integer.getInteger("revenant.reads", 1_300_000);
  private static final int PAGES_MAX = 60;
  private static final int NODES = 40;
  private static final int REMOVED = 3;
  private static final long SESSION = 5;
  private static final String VALUE = "v".repeat(500);

  private @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatever_does_not_grow_the_state_goes_on(boolean isStoreBroken) throws Exception {
    int started = 0;
    int refused = 0;
    for (int pages = 1; pages <= PAGES_MAX; pages++) {
      Path tmpfs = Files.createDirectory(folder.resolve(pages + "-pages"));
      boolean isMounted =
          run(
              "mount",
              "-t",
              "tmpfs",
              "-o",
              "size=" + pages * 4 + "k",
              "revenant",
              tmpfs.toString());
      boolean mayNotSkip = "true".equals(System.getenv("CI"));
      assumeTrue(isMounted || mayNotSkip, "a tmpfs cannot be mounted here: needs root");
      assertThat(isMounted).as("mounted").isTrue();
      try (Lives lives = new Lives(tmpfs.resolve("area"))) {
        if (isStoreBroken) lives.store.trouble = call -> full();
        if (isStarted(lives)) {
          started++;
          if (live(lives) < NODES) refused++;
        }
        assertThat(lives.fatal).as("%s pages", pages).isEmpty();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError(pages + " pages", failed);
      } finally {
        assertThat(run("umount", tmpfs.toString())).as("unmounted").isTrue();
      }
    }
    System.out.println("full areas: " + started + " started, " + refused + " refused to grow");
    assertThat(started).isBetween(PAGES_MAX / 3, PAGES_MAX - 5);
    assertThat(refused).isBetween(3, started - 1);
  }

  private static void full() throws IOException {
    throw new IOException("No space left on device");
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    process.getInputStream().readAllBytes();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static boolean isStarted(Lives lives) throws IOException {
    try {
      lives.begin();
      return true;
    } catch (IOException refused) {
      assertThat(refused.getMessage())
          .contains(lives.area.toString())
          .containsAnyOf("has no room", "make room")
          .doesNotContain("\n");
      return false;
    }
  }

  /// How many nodes there was room for.
  private static int live(Lives lives) throws IOException {
    lives.turn("INTRODUCE", new Change.DomainSet(domain()), opened());
    int nodes = 0;
    while (nodes < NODES && grows(lives, "/n" + nodes)) nodes++;
    crash(lives);
    for (int i = 0; i < READS / 2 / PAGES_MAX; i++) read(lives);
    crash(lives);
    if (nodes >= REMOVED) {
      for (int i = 0; i < REMOVED; i++) lives.turn("RM", new Change.Removed(NodePath.of("/n" + i)));
      crash(lives);
      // The guest's own answer takes room as well by now.
      assertThat(grows(lives, "/n0")).as("room that was freed").isTrue();
    }
    lives.turn("death", new Change.DomainGone(5, false));
    crash(lives);
    return nodes;
  }

  private static boolean grows(Lives lives, String path) {
    Change put = Lives.put(path, VALUE);
    if (!lives.life().admits(lives.state().with(put).tree().root().bytes())) return false;
    lives.turn("WRITE " + path, put);
    return true;
  }

  private static Domain domain() {
    return new Domain(
        5, "", OptionalInt.of(1), false, OptionalInt.empty(), 0, Optional.empty(), false, 0);
  }

  private static Change opened() {
    return new Change.Opened(SESSION, 5, false, true, "domain 5");
  }

  /// A request is taken, answered, and the answer handed out.
  private static void read(Lives lives) {
    Session session = Objects.requireNonNull(lives.state().sessions().get(SESSION));
    Bytes answer = Bytes.wrap(new byte[16 + 100]);
    long given = session.outbox().published() + session.outbox().bytes();
    lives.turn(
        "READ",
        new Change.Published(SESSION, given),
        new Change.Consumed(SESSION, session.consumed() + 20),
        new Change.Said(SESSION, new Outgoing(answer, false)));
  }

  private static void crash(Lives lives) throws IOException {
    State expected = lives.state().afterCrash();
    lives.crash();
    lives.begin();
    Same.assertSame(lives.state(), expected, "after a crash");
  }
}
