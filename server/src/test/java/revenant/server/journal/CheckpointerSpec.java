package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Causes;
import revenant.api.tree.Bytes;
import revenant.server.engine.Change;
import revenant.server.engine.State;
import revenant.server.setup.AckMode;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CheckpointerSpec {
  private @TempDir Path folder;
  private Lives lives;

  @BeforeEach
  void prepare() {
    lives = new Lives(folder.resolve("area"));
  }

  @AfterEach
  void nothing_was_fatal() throws IOException {
    lives.close();
    assertThat(lives.fatal).isEmpty();
  }

  private State saved() {
    return StateTree.state(lives.store.newest().orElseThrow().tree());
  }

  private long areaBytes() throws IOException {
    try (Stream<Path> files = Files.walk(lives.area)) {
      long bytes = 0;
      for (Path file : files.toList()) if (Files.isRegularFile(file)) bytes += Files.size(file);
      return bytes;
    }
  }

  @Test
  void with_ack_store_a_turn_is_in_the_store_when_it_is_answered() throws IOException {
    lives.ack = AckMode.STORE;
    lives.begin();
    for (int i = 0; i < 20; i++) {
      lives.write("/a", "" + i);
      assertThat(saved().tree()).isEqualTo(lives.state().tree());
    }
  }

  @Test
  void with_ack_store_a_failing_store_does_not_stop_the_service() throws IOException {
    lives.ack = AckMode.STORE;
    lives.store.trouble =
        call -> {
          throw new IOException("full");
        };
    lives.begin();
    for (int i = 0; i < 20; i++) lives.write("/a", "" + i);
    lives.crash();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("19");
    await(() -> lives.log.stream().filter(line -> line.contains("cannot save")).count() == 2);
  }

  @Test
  void everything_is_saved_after_a_failure() throws IOException {
    AtomicBoolean isFull = new AtomicBoolean(true);
    lives.store.trouble =
        call -> {
          if (isFull.getAndSet(false)) throw new IOException("full");
        };
    lives.begin();
    lives.write("/a", "1");
    await(() -> lives.log.contains("the store can be saved to again"));
    assertThat(saved().tree()).isEqualTo(lives.state().tree());
    assertThat(lives.store.opened.get()).isEqualTo(1);
  }

  /// The journal's room is far smaller than what is written while the store hangs.
  @Test
  void a_store_that_hangs_does_not_stop_the_service() throws IOException {
    CountDownLatch release = new CountDownLatch(1);
    lives.store.trouble =
        call -> {
          try {
            release.await();
          } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
          }
        };
    lives.begin();
    for (int i = 0; i < 5000; i++) lives.write("/a", "value " + i);
    assertThat(areaBytes()).isLessThan(1 << 20);
    release.countDown();
    lives.crash();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("value 4999");
  }

  @Test
  void rewriting_one_node_for_ever_takes_no_more_room() throws IOException {
    lives.begin();
    for (int i = 0; i < 2000; i++) lives.write("/a", "value " + i);
    // The cap of the journal, twice the room, and the pages of header and lock.
    long most = (64 << 10) + 2 * (256 << 10) + (8 << 10);
    for (int i = 0; i < 20_000; i++) lives.write("/a", "value " + i);
    assertThat(areaBytes()).isLessThan(most);
  }

  @Test
  void cursors_alone_never_reach_the_store_and_never_fill_the_journal() throws IOException {
    lives.begin();
    lives.turn("", new Change.Opened(3, 3, false, true, "domain 3"));
    await(() -> lives.store.saved().size() == 2);
    for (int i = 1; i <= 20_000; i++) lives.turn("READ /a", new Change.Consumed(3, 16L * i));
    assertThat(lives.store.saved()).hasSize(2);
    lives.crash();
    lives.begin();
    assertThat(lives.state().session(3).consumed()).isEqualTo(16L * 20_000);
  }

  @Test
  void a_store_that_could_not_tidy_up_in_time_gets_more_though_nothing_is_saved_any_more()
      throws IOException {
    AtomicInteger tidied = new AtomicInteger();
    lives.store.trouble =
        call -> {
          if (!call.equals("tidy")) return;
          pause(150);
          tidied.incrementAndGet();
        };
    lives.begin();
    lives.write("/a", "1");
    await(() -> tidied.get() == 2);
  }

  @Test
  void many_changes_are_saved_together_and_every_request_is_counted() throws IOException {
    lives.store.trouble =
        call -> {
          if (call.equals("save")) pause(5);
        };
    lives.begin();
    for (int i = 0; i < 5000; i++) lives.write("/a", "value " + i);
    lives.end();
    assertThat(lives.store.saved().size()).isLessThan(600);
    long causes = 0;
    for (KeptStore.Saved each : lives.store.saved()) {
      causes += each.causes().count();
      assertThat(each.causes().oldestFirst().size()).isLessThanOrEqualTo(Causes.LISTED_MAX);
    }
    assertThat(causes).as("requests, and the beginning").isEqualTo(5001);
    assertThat(saved().tree()).isEqualTo(lives.state().tree());
  }

  @Test
  void however_many_changes_a_recovery_finds_each_is_saved_for_itself() throws IOException {
    lives.store.trouble =
        call -> {
          throw new IOException("no");
        };
    int many = Backlog.ROOTS_MAX + 40;
    lives.begin();
    for (int i = 0; i < many; i++) lives.write("/a", "value " + i);
    lives.crash();
    lives.store.trouble = call -> {};
    lives.begin();
    await(() -> lives.store.saved().size() > many);
    assertThat(lives.store.saved()).allMatch(each -> each.causes().count() == 1);
  }

  private static void await(BooleanSupplier condition) throws IOException {
    for (int i = 0; !condition.getAsBoolean(); i++) {
      assertThat(i).as("tenths of a second waited").isLessThan(200);
      pause(100);
    }
  }

  private static void pause(int millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException interrupted) {
      throw new IOException(interrupted);
    }
  }

  @Test
  void what_is_written_again_as_it_was_is_saved_with_what_follows() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    await(() -> lives.store.saved().size() == 2);
    for (int i = 0; i < 3; i++) lives.write("/a", "1");
    lives.write("/b", "1");
    await(() -> lives.store.saved().size() == 3);
    for (int i = 0; i < 3; i++) lives.write("/b", "1");
    lives.write("/a", "2");
    await(() -> lives.store.saved().size() == 4);
    assertThat(saved().tree()).isEqualTo(lives.state().tree());
    lives.write("/a", "1");
    await(() -> lives.store.saved().size() == 5);
    assertThat(saved().tree()).isEqualTo(lives.state().tree());
  }

  @Test
  void a_record_larger_than_the_journal_may_be_is_kept_all_the_same() throws IOException {
    lives.begin();
    Change[] changes = new Change[600];
    for (int i = 0; i < changes.length; i++) changes[i] = Lives.put("/n" + i, "x".repeat(300));
    assertThat(lives.life().admits(400 * 600)).isTrue();
    lives.turn("a large transaction", changes);
    lives.write("/after", "1");
    lives.crash();
    lives.begin();
    assertThat(lives.read("/n599") + lives.read("/after")).isEqualTo("x".repeat(300) + "1");
  }

  @Test
  void it_tidies_when_there_is_nothing_to_save() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    await(() -> lives.store.tidied.get() > 0);
    assertThat(lives.store.saved()).hasSize(2);
  }

  @Test
  void a_request_is_deadly_when_two_servers_died_on_it() throws IOException {
    lives.begin();
    lives.turn("", new Change.Opened(3, 3, false, true, "domain 3"));
    for (int i = 0; i < 2; i++) {
      assertThat(lives.life().isDeadly(3, 16)).isFalse();
      lives.life().executing(3, 16);
      lives.crash();
      lives.begin();
    }
    assertThat(lives.life().isDeadly(3, 16)).isTrue();
    assertThat(lives.life().isDeadly(3, 32)).isFalse();
    lives.life().executing(3, 32);
    lives.crash();
    lives.begin();
    assertThat(lives.life().isDeadly(3, 16)).isFalse();
  }

  @Test
  void a_request_is_hopeless_when_a_third_died_of_refusing_it() throws IOException {
    lives.begin();
    lives.turn("", new Change.Opened(3, 3, false, true, "domain 3"));
    for (int i = 0; i < 3; i++) {
      assertThat(lives.life().isHopeless(3, 16)).isFalse();
      lives.life().executing(3, 16);
      lives.crash();
      lives.begin();
    }
    assertThat(lives.life().isHopeless(3, 16)).isTrue();
    assertThat(lives.life().isHopeless(3, 32)).isFalse();
    String file = lives.life().giveUp(Bytes.of("what killed it"));
    assertThat(Path.of(file)).hasContent("what killed it").hasParent(lives.area);
    assertThat(lives.life().isDeadly(3, 16)).isFalse();
    lives.crash();
    lives.begin();
    assertThat(lives.life().isDeadly(3, 16)).isFalse();
  }

  @Test
  void a_request_that_was_completed_is_not_deadly() throws IOException {
    lives.begin();
    lives.turn("", new Change.Opened(3, 3, false, true, "domain 3"));
    lives.turn("WRITE", new Change.Consumed(3, 16));
    for (int i = 0; i < 3; i++) {
      lives.life().executing(3, 16);
      lives.crash();
      lives.begin();
    }
    assertThat(lives.life().isDeadly(3, 16)).isFalse();
  }
}
