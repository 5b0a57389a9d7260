package revenant.store.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

class MapDbStoreSpec {
  private static final Tree START = RandomTrees.start();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Store open() throws IOException {
    return new MapDbStoreProvider().open(folder, StoreOptions.DEFAULT);
  }

  private Path file() {
    return folder.resolve("checkpoint.mapdb");
  }

  private static Tree with(Tree tree, String path, String value) {
    return tree.with(NodePath.of(path), Bytes.of(value), Permissions.ownedBy(0));
  }

  private static Tree wide(int width) {
    Tree tree = START;
    for (int i = 0; i < width; i++) tree = with(tree, "/store/" + i, "v".repeat(220));
    return tree;
  }

  private Checkpoint saved(Tree tree) throws IOException {
    try (Store store = open()) {
      return new Saver(store).save(tree);
    }
  }

  @Test
  void the_module_provides_it() {
    assertThat(MapDbStoreProvider.class.getModule().getDescriptor().provides())
        .flatExtracting(ModuleDescriptor.Provides::providers)
        .containsExactly(MapDbStoreProvider.class.getName());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 4096, 4096 + 50_000, 4096 + 500_000, (1 << 20) + 8192, (1 << 20) + 4096})
  void a_flipped_bit_stops_the_load_with_one_line(long position) throws IOException {
    saved(with(START, "/store/a", "hello"));
    try (FileChannel channel =
        FileChannel.open(file(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer octet = ByteBuffer.allocate(1);
      channel.read(octet, position + 8);
      octet.put(0, (byte) (octet.get(0) ^ 4));
      channel.write(octet.flip(), position + 8);
    }
    try (Store store = open()) {
      assertThatThrownBy(store::load)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file().toString(), "--salvage")
          .hasMessageNotContaining("\n");
      Checkpoint anew = new Checkpoint(Saver.AREA, 5, 1, START);
      store.save(anew, new Changes(Optional.empty(), START), Causes.NONE);
      assertThat(store.load()).contains(anew);
    }
  }

  @Test
  void a_shortened_file_stops_the_load_with_one_line() throws IOException {
    saved(START);
    try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 1);
    }
    try (Store store = open()) {
      assertThatThrownBy(store::load)
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(file().toString(), "--salvage");
    }
  }

  @Test
  void a_save_costs_what_changed_and_not_what_is_there() throws IOException {
    long[] steps = {0};
    try (Store store = new MapDbStore(folder, StoreOptions.DEFAULT, () -> steps[0]++)) {
      Saver saver = new Saver(store);
      Tree tree = wide(30_000);
      saver.save(tree);
      long all = steps[0];
      steps[0] = 0;
      saver.save(with(tree, "/store/27182", "new"));
      assertThat(all).isGreaterThan(5000);
      assertThat(steps[0]).isLessThan(200);
    }
  }

  @Test
  void a_file_that_is_out_of_proportion_is_written_anew_in_small_steps() throws IOException {
    Tree tree = wide(300);
    Checkpoint newest;
    long bytes;
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(wide(20_000));
      newest = saver.save(tree);
      bytes = store.bytesOnArea();
      int calls = 0;
      while (store.bytesOnArea() >= bytes && calls++ < 100) {
        store.tidy(Deadline.in(Duration.ofNanos(50_000)));
        tree = with(tree.without(NodePath.of("/store/" + calls)), "/store/new", "" + calls);
        newest = saver.save(tree);
      }
      assertThat(store.load()).contains(newest);
      assertThat(store.bytesOnArea()).isLessThan(bytes / 2);
      assertThat(folder.resolve("checkpoint.next")).doesNotExist();
      store.tidy(Deadline.in(Duration.ofSeconds(10)));
      assertThat(folder.resolve("checkpoint.next")).doesNotExist();
    }
    try (Store store = open()) {
      assertThat(store.load()).contains(newest);
    }
  }

  @Test
  void names_that_come_and_go_for_ever_take_bounded_space() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      long most = 0;
      for (int i = 0; i < 3000; i++) {
        Tree tree = START;
        for (int j = 0; j < 10; j++) tree = with(tree, "/store/" + (10 * i + j), "v".repeat(300));
        saver.save(tree);
        if (i % 100 == 0) store.tidy(Deadline.in(Duration.ofSeconds(10)));
        most = Math.max(most, store.bytesOnArea());
      }
      assertThat(most).isLessThan(12 << 20);
      assertThat(store.load()).isEqualTo(saver.newest());
    }
  }

  @Test
  void the_bytes_on_the_area_are_those_of_the_files() throws IOException {
    try (Store store = open()) {
      new Saver(store).save(START);
      long bytes = Files.size(file()) + Files.size(folder.resolve("checkpoint.undo"));
      assertThat(store.bytesOnArea()).isBetween(bytes, bytes + 2 * 4096);
    }
  }

  @Test
  void after_a_failure_it_wants_to_be_opened_again() throws IOException {
    Checkpoint first;
    try (Store store = open()) {
      Saver saver = new Saver(store);
      first = saver.save(START);
      Tree other = with(START, "/store/a", "");
      Changes wrong = new Changes(Optional.of(other), START);
      assertThatThrownBy(() -> store.save(first, wrong, Causes.NONE))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(store::load).hasMessageContaining("open the store again");
      Changes all = new Changes(Optional.empty(), START);
      assertThatThrownBy(() -> store.save(first, all, Causes.NONE))
          .hasMessageContaining("open the store again");
    }
    try (Store store = open()) {
      assertThat(store.load()).contains(first);
    }
  }

  @Test
  void no_thread_is_started() throws IOException {
    int before = Thread.activeCount();
    try (Store store = open()) {
      new Saver(store).save(wide(100));
      assertThat(Thread.activeCount()).isEqualTo(before);
    }
  }
}
