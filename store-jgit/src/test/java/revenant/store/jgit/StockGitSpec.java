package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.eclipse.collections.api.factory.Lists;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Cause;
import revenant.api.store.Causes;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// What stock git says about the repository, while the store is open.
class StockGitSpec {
  private static final Tree START = RandomTrees.start();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @BeforeEach
  void needGit() {
    assumeTrue(StockGit.isThere(), "git is not installed");
  }

  private Store open() throws IOException {
    return new JGitStoreProvider().open(folder, StoreOptions.DEFAULT);
  }

  private String git(String... arguments) throws IOException {
    StockGit.Result result = new StockGit(folder).run(arguments);
    assertThat(result.status()).as(result.output()).isZero();
    return result.output();
  }

  private void assertClean() throws IOException {
    StockGit.Result result = new StockGit(folder).fsck();
    assertThat(result.output()).isEmpty();
    assertThat(result.status()).isZero();
  }

  private static Tree with(Tree tree, String path, String value) {
    return tree.with(NodePath.of(path), Bytes.of(value), Permissions.ownedBy(3));
  }

  @Test
  void it_finds_nothing_wrong_with_a_new_store() throws IOException {
    try (Store store = open()) {
      assertThat(store.load()).isEmpty();
      assertThat(new StockGit(folder).fsck().status()).isZero();
    }
  }

  @Test
  void log_shows_who_wrote_what_and_when() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with(START, "/store/a", "hello\n"));
      Instant when = Instant.parse("2026-02-03T04:05:06Z");
      Cause cause = new Cause("domain 3", 3, when, "WRITE /a", 17, 5);
      saver.save(with(START, "/store/a", "world\n"), Causes.of(cause));
      assertThat(git("log", "-p", "-1", "--date=iso"))
          .contains("Author: domain 3 <domain-3@xenstore>")
          .contains("Date:   2026-02-03 04:05:06 +0000")
          .contains("    WRITE /a\n")
          .contains("    Domain: 3\n    Request: 17\n    Transaction: 5\n")
          .contains("--- a/store/a/.value\n+++ b/store/a/.value\n")
          .contains("-hello\n+world\n");
      assertThat(git("show", "HEAD:store/a/.perms")).isEqualTo("n3\n");
      assertThat(git("diff", "--stat", "HEAD~1", "HEAD")).contains("store/a/.value");
      assertClean();
    }
  }

  @Test
  void what_is_hidden_is_not_in_the_log() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with(with(START, "/store/a", "seen"), "/hidden/b", "unseen"));
      saver.save(with(with(START, "/store/a", "seen"), "/hidden/b", "other"), Causes.NONE);
      assertThat(git("log", "--all", "-p")).contains("+seen").doesNotContain("hidden");
      assertThat(git("rev-list", "--count", "HEAD")).isEqualTo("1\n");
    }
  }

  @Test
  void a_coalesced_commit_lists_its_requests() throws IOException {
    try (Store store = open()) {
      List<Cause> causes = List.of(Saver.cause(1), Saver.cause(2), Saver.cause(3));
      new Saver(store)
          .save(with(START, "/store/a", ""), new Causes(Lists.immutable.ofAll(causes), 4));
      assertThat(git("log", "--format=%B"))
          .startsWith("WRITE /a/3 and 6 before it\n")
          .contains("domain 3:\n    WRITE /a/1\n")
          .contains("and 4 more requests\n")
          .contains("Requests: 7\n");
    }
  }

  @Test
  void hostile_requests_make_harmless_commits() throws IOException {
    List<String> texts =
        List.of(
            "",
            " ",
            "\n\n",
            "\0",
            "Request: 99\nJournal-Position: 7",
            "\u001b[2J",
            "x".repeat(5000),
            "author <a@b> 1 +0000",
            "\u2028\u00ff",
            "# comment",
            "--flag",
            "tree 0\nparent 0");
    try (Store store = open()) {
      Saver saver = new Saver(store);
      for (String text : texts) {
        Cause cause = new Cause(text, 1, Instant.EPOCH, text, 1, 0);
        saver.save(with(START, "/store/a", "" + texts.indexOf(text)), Causes.of(cause));
      }
      assertThat(git("rev-list", "--count", "HEAD")).isEqualTo(texts.size() + "\n");
      assertThat(git("log", "--format=%B%an%ae%ad")).doesNotContain("\u001b").doesNotContain("\0");
      assertThat(git("log", "--format=%(trailers:key=Journal-Position,valueonly)").lines())
          .filteredOn(line -> !line.isEmpty())
          .hasSize(texts.size())
          .doesNotHaveDuplicates();
      assertClean();
    }
  }

  @Test
  void random_edits_merges_and_cuts_stay_clean() throws IOException {
    long seed = System.nanoTime();
    System.out.println("random_edits_merges_and_cuts_stay_clean: seed " + seed);
    RandomTrees trees = new RandomTrees(seed);
    Tree tree = START;
    StoreOptions options = new StoreOptions(20, StoreOptions.DEFAULT.bytesMax());
    try (Store store = new JGitStoreProvider().open(folder, options)) {
      Saver saver = new Saver(store);
      for (int i = 1; i <= 150; i++) {
        tree = trees.edited(tree, 1 + trees.below(5));
        saver.save(tree);
        if (trees.below(10) == 0) store.tidy(Deadline.in(Duration.ofSeconds(5)));
        if (i % 50 == 0) {
          assertClean();
          assertThat(git("log", "-p")).isNotEmpty();
        }
      }
      assertThat(store.load()).isEqualTo(saver.newest());
    }
  }

  @Test
  void a_trimmed_history_is_clean() throws IOException {
    StoreOptions options = new StoreOptions(10, StoreOptions.DEFAULT.bytesMax());
    try (Store store = new JGitStoreProvider().open(folder, options)) {
      Saver saver = new Saver(store);
      for (int i = 0; i < 100; i++) saver.save(with(START, "/store/a", "" + i));
      store.tidy(Deadline.in(Duration.ofSeconds(10)));
      int kept = Integer.parseInt(git("rev-list", "--count", "HEAD").strip());
      assertThat(kept).isBetween(10, 40);
      assertThat(git("log", "-p")).contains("+99");
      assertClean();
    }
  }

  @Test
  void it_finds_no_fault_while_the_store_is_at_work() throws Exception {
    try (Store store = new JGitStoreProvider().open(folder, new StoreOptions(20, 64L << 20))) {
      Saver saver = new Saver(store);
      saver.save(START);
      AtomicBoolean isOver = new AtomicBoolean();
      CompletableFuture<Integer> runs = CompletableFuture.supplyAsync(() -> fsckUntil(isOver));
      RandomTrees trees = new RandomTrees(3);
      Tree tree = START;
      for (int i = 0; i < 150; i++) {
        tree = trees.edited(tree, 3);
        // About as fast as the server saves at most: only then replaced packs stay long enough.
        LockSupport.parkNanos(30_000_000);
        saver.save(tree);
        store.tidy(Deadline.in(Duration.ofSeconds(1)));
      }
      isOver.set(true);
      System.out.println(runs.get() + " runs of git beside 150 saves");
    }
  }

  /// A recovery saves without a pause. Whoever looks at the repository when that is over has listed
  /// its packs, and opens them one by one while the store tidies up.
  @Test
  void tidying_takes_nothing_away_from_who_looks_at_it() throws IOException {
    try (Store store = new JGitStoreProvider().open(folder, StoreOptions.DEFAULT)) {
      Saver saver = new Saver(store);
      for (int i = 0; i < 400; i++) saver.save(with(START, "/store/a", "" + i));
      List<Path> listed = packs();
      for (int i = 0; i < 3; i++) store.tidy(Deadline.in(Duration.ofSeconds(10)));
      assertThat(packs()).containsAll(listed);
    }
  }

  private List<Path> packs() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("objects/pack"))) {
      return files.toList();
    }
  }

  private int fsckUntil(AtomicBoolean isOver) {
    int runs = 0;
    try {
      for (; !isOver.get() || runs == 0; runs++) {
        assertClean();
        git("log", "-p");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return runs;
  }
}
