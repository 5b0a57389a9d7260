package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.server.engine.Change;
import revenant.server.setup.AckMode;

final class PersistenceSpec {
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

  @Test
  void a_new_area_is_ready_without_the_store() throws IOException {
    lives.begin();
    assertThat(lives.read("/tool/xenstored/domid")).isEqualTo("0");
    assertThat(lives.life().report().hasCrashed()).isFalse();
    lives.end();
    assertThat(lives.store.opened.get()).isZero();
  }

  @Test
  void what_was_appended_is_there_after_a_crash() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.write("/a/b", "2");
    lives.crash();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("1");
    assertThat(lives.read("/a/b")).isEqualTo("2");
    assertThat(lives.life().report().hasCrashed()).isTrue();
    assertThat(lives.life().report().nodes()).isEqualTo(lives.state().tree().count());
  }

  @Test
  void what_was_appended_is_there_after_a_clean_end() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("1");
    assertThat(lives.life().report().hasCrashed()).isFalse();
    assertThat(lives.life().report().replayed()).isZero();
  }

  @Test
  void a_clean_end_saves_to_the_store_what_was_done() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.turn("WRITE /a twice", Lives.put("/a", "2"), Lives.put("/a/b", "3"));
    lives.end();
    assertThat(StateTree.state(lives.store.newest().orElseThrow().tree()).tree())
        .isEqualTo(lives.state().tree());
    // What the area began with, and the two turns.
    assertThat(lives.store.saved()).hasSize(3);
    assertThat(lives.store.saved().getLast().causes().oldestFirst().getFirst().what())
        .isEqualTo("WRITE /a twice");
  }

  @Test
  void after_a_crash_each_record_becomes_a_checkpoint_and_the_crash_another() throws IOException {
    lives.store.trouble =
        call -> {
          throw new IOException("no");
        };
    lives.begin();
    for (int i = 0; i < 10; i++) lives.write("/a", "" + i);
    lives.crash();
    lives.store.trouble = call -> {};
    lives.begin();
    lives.end();
    assertThat(lives.store.saved()).hasSize(11);
    assertThat(lives.store.saved().get(3).causes().oldestFirst().getFirst().what())
        .isEqualTo("WRITE /a");
    assertThat(lives.store.saved().getLast().causes().oldestFirst().getFirst().what())
        .startsWith("recovered after a crash");
  }

  @Test
  void a_turn_that_changes_nothing_visible_is_not_saved() throws IOException {
    lives.begin();
    lives.turn("", new Change.Opened(3, 3, false, true, "domain 3"));
    lives.end();
    int saves = lives.store.saved().size();
    lives.begin();
    for (int i = 0; i < 100; i++) lives.turn("READ", new Change.Consumed(3, 20L * (i + 1)));
    lives.end();
    assertThat(lives.store.saved()).hasSize(saves);
    lives.begin();
    assertThat(lives.state().session(3).consumed()).isEqualTo(2000);
  }

  @Test
  void a_start_does_not_wait_for_a_store_that_has_all_that_the_servers_own_checkpoint_has()
      throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    CountDownLatch isLoading = new CountDownLatch(1);
    lives.store.trouble =
        call -> {
          if (call.equals("load")) awaited(isLoading);
        };
    lives.begin();
    lives.write("/b", "2");
    assertThat(lives.read("/a") + lives.read("/b")).isEqualTo("12");
    isLoading.countDown();
    lives.end();
    assertThat(StateTree.state(lives.store.newest().orElseThrow().tree()).tree())
        .isEqualTo(lives.state().tree());
  }

  private static void awaited(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void the_store_is_not_given_again_what_it_saved_before_the_server_knew() throws IOException {
    lives.ack = AckMode.STORE;
    lives.begin();
    for (int i = 0; i < 5; i++) lives.write("/a", "" + i);
    lives.crash();
    int saves = lives.store.saved().size();
    Words.change(
        Storage.FILES,
        lives.area.resolve(AreaLayout.HEADER),
        words -> words.set(AreaLayout.STORE_SAVED, words.get(AreaLayout.STORE_SAVED) - 1));
    lives.begin();
    lives.end();
    assertThat(lives.store.saved()).hasSize(saves + 1); // the crash
  }

  @Test
  void the_servers_own_checkpoint_follows_the_store() throws IOException, InterruptedException {
    lives.begin();
    for (int i = 0; i < 50; i++) lives.write("/a", "" + i);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (lives.life().area().room().newest() < 40 && System.nanoTime() < deadline)
      Thread.sleep(10);
    lives.crash();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("49");
    assertThat(lives.life().report().replayed()).isLessThan(10);
  }
}
