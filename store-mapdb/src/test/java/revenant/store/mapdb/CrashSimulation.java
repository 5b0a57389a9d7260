package revenant.store.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
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

/// Kills the store before each of the steps in which it changes a file, one run for each step, and
/// kills the recovery from that in the same way. What is in a mapping when a process dies is in the
/// file, so dying is done here by an error that nobody handles.
class CrashSimulation {
  private static final int RUNS_MAX = 150;
  private static final StoreOptions OPTIONS = StoreOptions.DEFAULT;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path temporary;

  private int folders;

  /// The end of a process.
  private static final class Killed extends Error {
    @Serial private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /// Counts steps, and ends the process before one of them.
  private static final class Steps implements Runnable {
    private final int fatal;
    int count;

    Steps(int fatal) {
      this.fatal = fatal;
    }

    @Override
    public void run() {
      if (count++ == fatal) throw new Killed();
    }
  }

  private interface Work {
    void on(Store store) throws IOException;
  }

  static LongStream seeds() {
    Long wanted = Long.getLong("revenant.seed");
    return wanted == null ? LongStream.rangeClosed(1, 2) : LongStream.of(wanted);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_save_is_done_or_not_wherever_it_is_killed(long seed) throws IOException {
    RandomTrees trees = new RandomTrees(seed);
    Path before = folder();
    Tree tree = trees.edited(RandomTrees.start(), 60);
    try (Store store = open(before, () -> {})) {
      Saver saver = new Saver(store);
      saver.save(tree);
      for (int i = 0; i < 20; i++) {
        tree = trees.edited(tree, 5);
        saver.save(tree);
      }
    }
    Tree edited = trees.edited(tree, 1 + trees.below(6));
    // Every other time the file has to grow.
    Bytes large = Bytes.wrap(new byte[seed % 2 == 0 ? 2 << 20 : 0]);
    Tree next = edited.with(NodePath.of("/hidden"), large, Permissions.ownedBy(0));
    killEverywhere(before, store -> new Saver(store).save(next), new Random(seed));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_save_that_replaces_everything_is_done_or_not(long seed) throws IOException {
    RandomTrees trees = new RandomTrees(seed);
    Path before = folder();
    try (Store store = open(before, () -> {})) {
      Saver saver = new Saver(store);
      saver.save(trees.edited(RandomTrees.start(), 60));
      saver.save(trees.edited(RandomTrees.start(), 60));
    }
    Checkpoint next = new Checkpoint(Saver.AREA, 9, 1, trees.edited(RandomTrees.start(), 60));
    killEverywhere(before, store -> saveAll(store, next), new Random(seed));
    killEverywhere(folder(), store -> saveAll(store, next), new Random(seed));
  }

  private static void saveAll(Store store, Checkpoint next) throws IOException {
    store.save(next, new Changes(Optional.empty(), next.tree()), Causes.NONE);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void tidying_changes_nothing_wherever_it_is_killed(long seed) throws IOException {
    Path before = folder();
    try (Store store = open(before, () -> {})) {
      Saver saver = new Saver(store);
      saver.save(wide(20_000));
      saver.save(wide(200));
    }
    long bytes = bytesOf(before);
    killEverywhere(
        before,
        store -> {
          store.load();
          store.tidy(Deadline.in(Duration.ofMinutes(1)));
          assertThat(store.bytesOnArea()).isLessThan(bytes / 2);
        },
        new Random(seed));
  }

  private static Tree wide(int width) {
    Tree tree = RandomTrees.start();
    for (int i = 0; i < width; i++)
      tree =
          tree.with(NodePath.of("/store/" + i), Bytes.of("v".repeat(220)), Permissions.ownedBy(0));
    return tree;
  }

  /// Does `work` on copies of `before`, once to the end and then with a kill before each step, or
  /// before [#RUNS_MAX] of them if there are more.
  private void killEverywhere(Path before, Work work, Random random) throws IOException {
    Optional<Checkpoint> old = loaded(copy(before));
    Path whole = copy(before);
    Steps all = new Steps(-1);
    try (Store store = open(whole, all)) {
      work.on(store);
    }
    Optional<Checkpoint> done = loaded(whole);
    assertThat(all.count).isPositive();
    boolean seenOld = false;
    for (int fatal : chosen(all.count, random)) {
      Path dead = copy(before);
      kill(dead, work, fatal);
      recoverBetweenKills(dead, random);
      Optional<Checkpoint> found = loaded(dead);
      assertThat(found.equals(old) || found.equals(done))
          .as("killed before step %d", fatal)
          .isTrue();
      seenOld |= found.equals(old);
      saveOnceMore(dead);
      delete(dead);
    }
    assertThat(seenOld).isTrue();
  }

  private static List<Integer> chosen(int steps, Random random) {
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < steps; i++)
      if (steps <= RUNS_MAX || i < 10 || i >= steps - 40 || random.nextInt(steps) < RUNS_MAX - 50)
        chosen.add(i);
    return chosen;
  }

  private static void kill(Path folder, Work work, int fatal) throws IOException {
    try (Store store = open(folder, new Steps(fatal))) {
      work.on(store);
      throw new AssertionError("no step " + fatal);
    } catch (Killed expected) {
      // As planned.
    }
  }

  /// Starts until a start is not killed.
  private static void recoverBetweenKills(Path folder, Random random) throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Store store = open(folder, new Steps(random.nextInt(8)))) {
        assertThat(store.bytesOnArea()).isPositive();
      } catch (Killed expected) {
        // And again.
      }
    }
  }

  private static void saveOnceMore(Path folder) throws IOException {
    Tree tree = RandomTrees.start();
    try (Store store = open(folder, () -> {})) {
      new Saver(store).save(tree);
    }
    assertThat(loaded(folder).map(Checkpoint::tree)).contains(tree);
  }

  private static Store open(Path folder, Runnable step) throws IOException {
    return new MapDbStore(folder, OPTIONS, step);
  }

  private static Optional<Checkpoint> loaded(Path folder) throws IOException {
    try (Store store = open(folder, () -> {})) {
      return store.load();
    }
  }

  private Path folder() throws IOException {
    return Files.createDirectory(temporary.resolve("store" + folders++));
  }

  private Path copy(Path from) throws IOException {
    Path to = folder();
    for (Path file : files(from)) Files.copy(file, to.resolve(file.getFileName()));
    return to;
  }

  private static long bytesOf(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : files(folder)) bytes += Files.size(file);
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    for (Path file : files(folder)) Files.delete(file);
    Files.delete(folder);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
