package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.History.Moment;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// Random edits, saved one by one with merges and cuts in between.
class JGitStoreProperties {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path temporary;

  private static Stream<Long> seeds() {
    return Stream.of(1L, 2L, 3L, System.nanoTime());
  }

  @TestFactory
  Stream<DynamicTest> splicing_changes_writes_the_very_objects_of_writing_everything() {
    return seeds().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> splicing(seed)));
  }

  private void splicing(long seed) throws IOException {
    RandomTrees trees = new RandomTrees(seed);
    Tree tree = RandomTrees.start();
    Path folder = Files.createDirectory(temporary.resolve("spliced" + seed));
    try (Store store = new JGitStoreProvider().open(folder, StoreOptions.DEFAULT)) {
      Saver saver = new Saver(store);
      for (int i = 0; i < 20; i++) {
        tree = trees.edited(tree, 10);
        saver.save(tree);
        if (i % 5 == 0) assertThat(root(folder)).isEqualTo(savedAtOnce(seed + "-" + i, tree));
      }
    }
  }

  private ObjectId savedAtOnce(String name, Tree tree) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve("whole" + name));
    try (Store store = new JGitStoreProvider().open(folder, StoreOptions.DEFAULT)) {
      new Saver(store).save(tree);
    }
    return root(folder);
  }

  private static ObjectId root(Path folder) throws IOException {
    GitFolder git = new GitFolder(folder);
    try (Packs packs = new Packs(git)) {
      ObjectId tip = Objects.requireNonNull(new References(git).read(References.CHECKPOINT));
      return Tip.read(packs, tip).root();
    }
  }

  @TestFactory
  Stream<DynamicTest> merges_and_cuts_lose_nothing_that_is_kept() {
    return seeds().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> upkeep(seed)));
  }

  private void upkeep(long seed) throws IOException {
    RandomTrees trees = new RandomTrees(seed);
    StoreOptions options = new StoreOptions(trees.below(40), 2L << 20);
    Path folder = Files.createDirectory(temporary.resolve("upkeep" + seed));
    Tree tree = RandomTrees.start();
    for (int life = 0; life < 3; life++) {
      Optional<Checkpoint> newest;
      try (Store store = new JGitStoreProvider().open(folder, options)) {
        Saver saver = new Saver(store);
        for (int i = 0; i < 80; i++) {
          tree = trees.edited(tree, 1 + trees.below(4));
          if (trees.below(3) == 0) tree = tree.without(RandomTrees.HIDDEN);
          saver.save(tree);
          if (trees.below(8) == 0) store.tidy(Deadline.in(Duration.ofMillis(trees.below(40))));
        }
        store.tidy(Deadline.in(Duration.ofSeconds(5)));
        assertThat(store.load()).isEqualTo(saver.newest());
        assertAllReadable(store, options);
        newest = saver.newest();
      }
      // Packs that were replaced stay for some seconds, or until the store is closed.
      try (Store store = new JGitStoreProvider().open(folder, options)) {
        assertThat(store.load()).isEqualTo(newest);
        assertAllReadable(store, options);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> packs_that_a_kill_left_beside_their_replacements_do_no_harm() {
    return seeds().map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> leftPacks(seed)));
  }

  private void leftPacks(long seed) throws IOException {
    RandomTrees trees = new RandomTrees(seed);
    StoreOptions options = new StoreOptions(1 + trees.below(20), 2L << 20);
    Path folder = Files.createDirectory(temporary.resolve("left" + seed));
    Path packs = folder.resolve("objects/pack");
    Path aside = Files.createDirectory(temporary.resolve("aside" + seed));
    Tree tree = RandomTrees.start();
    for (int life = 0; life < 8; life++) {
      try (Store store = new JGitStoreProvider().open(folder, options)) {
        Saver saver = new Saver(store);
        assertThat(saver.newest().map(Checkpoint::tree).orElse(tree)).isEqualTo(tree);
        for (int i = 0; i < 25; i++) {
          // Now much, now little: a base may be smaller than what it replaces.
          tree = trees.below(9) == 0 ? RandomTrees.start() : trees.edited(tree, 3);
          saver.save(tree);
          copyMissing(packs, aside);
          if (trees.below(5) == 0) store.tidy(Deadline.in(Duration.ofMillis(trees.below(60))));
        }
        store.tidy(Deadline.in(Duration.ofSeconds(5)));
      }
      copyMissing(aside, packs);
      try (Store store = new JGitStoreProvider().open(folder, options)) {
        store.tidy(Deadline.in(Duration.ofSeconds(5)));
      }
      try (Store store = new JGitStoreProvider().open(folder, options)) {
        assertAllReadable(store, options);
      }
    }
    if (StockGit.isThere()) assertThat(new StockGit(folder).fsck().output()).isEmpty();
  }

  private static void copyMissing(Path from, Path to) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from)) {
      for (Path file : files) {
        Path copy = to.resolve(file.getFileName());
        if (!Files.exists(copy)) Files.copy(file, copy);
      }
    }
  }

  private static void assertAllReadable(Store store, StoreOptions options) throws IOException {
    int moments = 0;
    for (Moment moment : store.history().orElseThrow().newest(Integer.MAX_VALUE)) {
      assertThat(store.history().orElseThrow().at(moment).count()).isPositive();
      moments++;
    }
    assertThat(moments).isGreaterThanOrEqualTo(options.historyChanges());
  }
}
