package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// What an open makes of files that a killed process, an operator or a broken machine left.
@SuppressWarnings("NullAway.Init")
class LeftoversSpec {
  @TempDir Path folder;

  private Checkpoint saved;

  @BeforeEach
  void saveTwice() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with("1"));
      saved = saver.save(with("2"));
    }
  }

  private static Tree with(String value) {
    return RandomTrees.start()
        .with(NodePath.of("/store/a"), Bytes.of(value), Permissions.ownedBy(0));
  }

  private Store open() throws IOException {
    return new JGitStoreProvider().open(folder, StoreOptions.DEFAULT);
  }

  private void assertGoesOn() throws IOException {
    try (Store store = open()) {
      assertThat(store.load()).contains(saved);
      Checkpoint next = new Saver(store).save(with("3"));
      assertThat(store.load()).contains(next);
      assertThat(store.history().orElseThrow().newest(9)).hasSize(3);
    }
  }

  private List<Path> files(String ending) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  @Test
  void stale_locks_and_half_written_files_go() throws IOException {
    Files.writeString(folder.resolve("refs/heads/master.lock"), "half");
    Files.writeString(folder.resolve("refs/revenant/checkpoint.lock"), "");
    Files.writeString(folder.resolve("shallow.lock"), "");
    for (String name : List.of("HEAD", "index", "packed-refs", "config", "gc.pid"))
      Files.writeString(folder.resolve(name + ".lock"), "");
    Files.writeString(folder.resolve("refs/tags/v1.lock"), "");
    Files.writeString(folder.resolve("objects/pack/multi-pack-index.lock"), "");
    Files.writeString(folder.resolve("objects/info/commit-graph.lock"), "");
    Files.writeString(folder.resolve("objects/pack.tmp"), "PACK");
    Files.writeString(folder.resolve("objects/pack/pack-" + "1".repeat(40) + ".pack"), "PACK");
    Files.writeString(folder.resolve("objects/pack/pack-" + "2".repeat(40) + ".idx"), "");
    assertGoesOn();
    assertThat(files(".lock")).isEmpty();
    assertThat(files(".tmp")).isEmpty();
    assertThat(files(".pack")).hasSize(3).hasSameSizeAs(files(".idx"));
  }

  @Test
  void a_history_that_trails_catches_up() throws IOException {
    StockGit git = new StockGit(folder);
    assumeTrue(StockGit.isThere(), "git is not installed");
    assertThat(git.run("update-ref", "refs/heads/master", "HEAD~1").status()).isZero();
    assertGoesOn();
    assertThat(git.run("rev-list", "--count", "HEAD").output()).isEqualTo("3\n");
  }

  @Test
  void references_that_git_packed_are_found() throws IOException {
    assumeTrue(StockGit.isThere(), "git is not installed");
    assertThat(new StockGit(folder).run("pack-refs", "--all").status()).isZero();
    assertThat(folder.resolve("refs/revenant/checkpoint")).doesNotExist();
    assertGoesOn();
  }

  @Test
  void a_folder_that_was_only_begun_is_a_new_store() throws IOException {
    Path begun = Files.createDirectories(folder.resolve("begun/objects/pack")).resolve("../..");
    Files.writeString(begun.resolve("HEAD.lock"), "re");
    try (Store store = new JGitStoreProvider().open(begun.normalize(), StoreOptions.DEFAULT)) {
      assertThat(store.load()).isEmpty();
      new Saver(store).save(with("1"));
    }
  }

  @Test
  void a_damaged_pack_is_one_line_that_says_what_to_do() throws IOException {
    for (Path pack : files(".pack")) {
      byte[] bytes = Files.readAllBytes(pack);
      for (int i = 12; i < bytes.length - 20; i++) bytes[i] ^= 0x55;
      Files.write(pack, bytes);
    }
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("--salvage")
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
  }

  @Test
  void a_missing_pack_is_one_line_that_says_what_to_do() throws IOException {
    for (Path pack : files(".pack")) Files.delete(pack);
    assertThatThrownBy(this::load)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refs/revenant/checkpoint")
        .hasMessageContaining("--salvage");
  }

  @Test
  void a_single_changed_octet_does_not_go_unseen() throws IOException {
    Path pack = files(".pack").getFirst();
    byte[] good = Files.readAllBytes(pack);
    int unseen = 0;
    for (int i = 12; i < good.length - 20; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(pack, bad);
      try {
        assertThat(load()).isEqualTo(saved);
        unseen++;
      } catch (IOException e) {
        assertThat(e).hasMessageContaining("--salvage");
      }
    }
    // What only older checkpoints are made of, or says how something was compressed.
    System.out.println(unseen + " of " + good.length + " octets make no difference");
  }

  private Checkpoint load() throws IOException {
    try (Store store = open()) {
      return store.load().orElseThrow();
    }
  }
}
