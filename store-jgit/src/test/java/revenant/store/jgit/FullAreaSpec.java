package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

/// A memory file system of a few pages that fills up under the store.
class FullAreaSpec {
  private static final NodePath NODE = NodePath.of("/store/a");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path temporary;

  private boolean isMounted;

  @BeforeEach
  void mount() throws Exception {
    isMounted = run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", temporary.toString());
    assumeTrue(isMounted, "only root can mount a file system");
  }

  @AfterEach
  void unmount() throws Exception {
    if (isMounted) run("umount", temporary.toString());
  }

  private static boolean run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor() == 0;
  }

  private Store open(StoreOptions options) throws IOException {
    Path folder = Files.createDirectories(temporary.resolve("store"));
    return new JGitStoreProvider().open(folder, options);
  }

  @Test
  void a_save_that_does_not_fit_leaves_the_checkpoint_before() throws IOException {
    Random random = new Random(7);
    Optional<Checkpoint> newest = Optional.empty();
    Tree tree = RandomTrees.start();
    for (int failures = 0; failures < 5; failures++) {
      try (Store store = open(StoreOptions.DEFAULT)) {
        Saver saver = new Saver(store);
        assertThat(saver.newest()).isEqualTo(newest);
        newest = fill(saver, tree, random);
      }
    }
    try (Store store = open(StoreOptions.DEFAULT)) {
      assertThat(store.load()).isEqualTo(newest);
    }
    if (StockGit.isThere()) {
      assertThat(new StockGit(temporary.resolve("store")).fsck().output()).isEmpty();
    }
  }

  @Test
  void a_store_whose_bound_is_well_below_the_area_never_fills_it() throws IOException {
    Random random = new Random(8);
    try (Store store = open(new StoreOptions(1000, 512 << 10))) {
      Saver saver = new Saver(store);
      for (int i = 0; i < 300; i++) {
        saver.save(RandomTrees.start().with(NODE, value(random), Permissions.ownedBy(0)));
        if (i % 30 == 0) store.tidy(Deadline.in(Duration.ofMillis(i)));
      }
      assertThat(store.load()).isEqualTo(saver.newest());
    }
  }

  private static Bytes value(Random random) {
    byte[] value = new byte[1 + random.nextInt(200_000)];
    random.nextBytes(value);
    return Bytes.wrap(value);
  }

  /// Saves until there is no room; the newest that was saved.
  private static Optional<Checkpoint> fill(Saver saver, Tree tree, Random random) {
    while (true) {
      try {
        saver.save(tree.with(NODE, value(random), Permissions.ownedBy(0)));
      } catch (IOException full) {
        return saver.newest();
      }
    }
  }
}
