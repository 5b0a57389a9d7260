package revenant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.collections.api.factory.Lists;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Cause;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// The rules that every store keeps:
///
/// - S1 a new store has no checkpoint;
/// - S2 what was saved is there in the next load, in the same instance and after reopening;
/// - S3 what was saved is there after the process died, without a close;
/// - S4 saves that tell only what changed add up to the whole tree;
/// - S5 a save that follows nothing replaces everything;
/// - S6 values are any octets, names any of a path's, permissions keep their order;
/// - S7 area, position and format come back, also where nothing else changed;
/// - S8 a path of 1500 names is saved and loaded, as is a folder of 50 000 children;
/// - S9 causes are any printable text, any number, or none, and do no harm;
/// - S10 tidying loses no checkpoint, however little time it has;
/// - S11 the files stay bounded under a client that rewrites one node for ever.
///
/// A store that keeps history extends [HistoryContract] as well. A plug-in passes by a class that
/// extends this one and says which provider to test.
public abstract class StoreContract {
  private static final NodePath NODE = NodePath.of("/store/a");
  private static final Permissions ROOT = Permissions.ownedBy(0);
  private static final Tree START = RandomTrees.start();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path temporary;

  private int folders;

  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /// For the plug-in's own test class.
  protected StoreContract() {}

  /// The plug-in to test.
  protected abstract StoreProvider provider();

  /// How many bytes the store may need for a small tree, however often one node is rewritten.
  protected long bytesBound() {
    return 8L << 20;
  }

  @BeforeEach
  final void makeFolder() throws IOException {
    folder = newFolder();
  }

  private Path newFolder() throws IOException {
    return Files.createDirectory(temporary.resolve("store" + folders++));
  }

  private Store open() throws IOException {
    return provider().open(folder, StoreOptions.DEFAULT);
  }

  private Optional<Checkpoint> reopened() throws IOException {
    try (Store store = open()) {
      return store.load();
    }
  }

  /// What a process finds that is started after this one died now: the same files.
  private Optional<Checkpoint> afterDeath() throws IOException {
    Path copy = newFolder();
    Folders.copy(folder, copy);
    try (Store store = provider().open(copy, StoreOptions.DEFAULT)) {
      return store.load();
    }
  }

  private static Tree with(Tree tree, String path, String value) {
    return tree.with(NodePath.of(path), Bytes.of(value), ROOT);
  }

  @Test
  void S0_its_name_can_be_typed_by_an_operator() {
    assertThat(provider().name()).matches("[A-Za-z0-9-]+");
  }

  @Test
  void S1_a_new_store_has_no_checkpoint() throws IOException {
    try (Store store = open()) {
      assertThat(store.load()).isEmpty();
    }
    assertThat(reopened()).isEmpty();
  }

  @Test
  void S2_what_was_saved_is_loaded_at_once_and_after_reopening() throws IOException {
    Checkpoint saved;
    try (Store store = open()) {
      saved = new Saver(store).save(with(START, "/store/a", "hello"));
      assertThat(store.load()).contains(saved);
    }
    assertThat(reopened()).contains(saved);
  }

  @Test
  void S2_the_newest_checkpoint_counts() throws IOException {
    Checkpoint newest;
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with(START, "/store/a", "old"));
      newest = saver.save(with(START, "/store/a", "new"));
    }
    assertThat(reopened()).contains(newest);
  }

  @Test
  void S3_what_was_saved_is_there_after_the_process_died() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      Checkpoint first = saver.save(with(START, "/store/a", "1"));
      assertThat(afterDeath()).contains(first);
      Checkpoint second = saver.save(with(START, "/hidden/a", "2"));
      assertThat(afterDeath()).contains(second);
    }
  }

  @Test
  void S3_death_before_the_first_save_leaves_a_new_store() throws IOException {
    try (Store store = open()) {
      assertThat(store.load()).isEmpty();
      assertThat(afterDeath()).isEmpty();
    }
  }

  @TestFactory
  Stream<DynamicTest> S4_changes_add_up() {
    return Stream.of(1L, 2L, 3L, System.nanoTime())
        .map(seed -> DynamicTest.dynamicTest("seed " + seed, () -> changesAddUp(seed)));
  }

  private void changesAddUp(long seed) throws IOException {
    folder = newFolder();
    RandomTrees trees = new RandomTrees(seed);
    Tree tree = START;
    for (int life = 0; life < 5; life++) {
      try (Store store = open()) {
        Saver saver = new Saver(store);
        assertThat(saver.newest().map(Checkpoint::tree).orElse(START)).isEqualTo(tree);
        for (int save = 0; save < 12; save++) {
          tree = trees.edited(tree, trees.below(8));
          Checkpoint saved = saver.save(tree);
          assertThat(store.load()).contains(saved);
          if (trees.below(6) == 0) store.tidy(Deadline.in(Duration.ofSeconds(1)));
          if (trees.below(6) == 0) assertThat(afterDeath()).contains(saved);
        }
      }
    }
  }

  @Test
  void S5_a_save_that_follows_nothing_replaces_everything() throws IOException {
    Checkpoint imported = new Checkpoint(UUID.randomUUID(), 7, 2, with(START, "/store/b", "new"));
    try (Store store = open()) {
      new Saver(store).save(with(START, "/store/a", "old"));
      store.save(imported, new Changes(Optional.empty(), imported.tree()), Causes.NONE);
      assertThat(store.load()).contains(imported);
    }
    assertThat(reopened()).contains(imported);
  }

  @Test
  void S6_a_value_is_any_octets() throws IOException {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) all[i] = (byte) i;
    Tree tree = START.with(NodePath.of("/store/all"), Bytes.wrap(all), ROOT);
    tree = tree.with(NodePath.of("/store/nul"), Bytes.wrap(new byte[1]), ROOT);
    tree = tree.with(NodePath.of("/store/empty"), Bytes.EMPTY, ROOT);
    tree = tree.with(NodePath.of("/hidden/large"), Bytes.wrap(new byte[1 << 20]), ROOT);
    assertThat(savedAndLoaded(tree)).isEqualTo(tree);
  }

  @Test
  void S6_a_value_that_becomes_empty_is_empty() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with(START, "/store/a", "hello"));
      saver.save(with(START, "/store/a", ""));
    }
    assertThat(reopened()).hasValueSatisfying(is -> assertThat(value(is.tree())).isEmpty());
  }

  private static String value(Tree tree) {
    return tree.find(NODE).orElseThrow().value().text();
  }

  @Test
  void S6_a_name_is_any_that_a_path_may_have() throws IOException {
    Tree tree = START;
    for (char c = 0; c < 128; c++) {
      if (NodePath.isName("" + c)) tree = with(tree, "/store/" + c, "" + c);
      if (NodePath.isName("a" + c)) tree = with(tree, "/store/a" + c, "");
    }
    for (String name : List.of("con", "HEAD", "git", "GIT", "value", "perms", "x".repeat(2000))) {
      tree = with(tree, "/store/" + name, "");
    }
    assertThat(savedAndLoaded(tree)).isEqualTo(tree);
  }

  @Test
  void S6_permissions_keep_their_order() throws IOException {
    Permissions permissions = Permissions.parse("b65535 r1 w2 r1 n0").orElseThrow();
    Tree tree = START.with(NODE, Bytes.EMPTY, permissions);
    assertThat(savedAndLoaded(tree)).isEqualTo(tree);
  }

  private Tree savedAndLoaded(Tree tree) throws IOException {
    try (Store store = open()) {
      new Saver(store).save(tree);
    }
    return reopened().orElseThrow().tree();
  }

  @Test
  void S7_area_position_and_format_come_back() throws IOException {
    Tree tree = with(START, "/store/a", "same");
    UUID area = UUID.randomUUID();
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(new Checkpoint(area, Long.MAX_VALUE - 1, 1, tree), Causes.NONE);
      saver.save(new Checkpoint(area, Long.MAX_VALUE, 9, tree), Causes.NONE);
    }
    assertThat(reopened()).contains(new Checkpoint(area, Long.MAX_VALUE, 9, tree));
  }

  @Test
  void S8_a_path_may_be_deep() throws IOException {
    NodePath path = NodePath.of("/store");
    Tree tree = START;
    for (int depth = 0; depth < 1500; depth++) {
      path = path.child("d");
      tree = tree.with(path, Bytes.EMPTY, ROOT);
    }
    Tree changed = tree.with(path, Bytes.of("deep"), ROOT);
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(tree);
      saver.save(changed);
    }
    assertThat(reopened().orElseThrow().tree()).isEqualTo(changed);
  }

  @Test
  void S8_a_folder_may_be_wide() throws IOException {
    Tree tree = START;
    for (int i = 0; i < 50_000; i++) tree = with(tree, "/store/" + i, "");
    Tree changed = with(tree, "/store/31415", "one").without(NodePath.of("/store/0"));
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(tree);
      saver.save(changed);
    }
    assertThat(reopened().orElseThrow().tree()).isEqualTo(changed);
  }

  @Test
  void S9_causes_do_no_harm() throws IOException {
    String hostile = "WRITE /a\0\u001b[31m\r\n\nfake: trailer\nauthor x <y@z> 1 +0000\n\u2028\n";
    Cause hostileCause =
        new Cause("<a> \n\0<" + "b".repeat(99), 1, Instant.EPOCH, hostile, -1, Integer.MAX_VALUE);
    List<Cause> many = new ArrayList<>();
    for (int i = 0; i < Causes.LISTED_MAX; i++) many.add(Saver.cause(i));
    List<Causes> all =
        List.of(
            Causes.NONE,
            Causes.of(hostileCause),
            Causes.of(new Cause("", 0, Instant.ofEpochSecond(-5), "", 0, 0)),
            Causes.of(new Cause("x", 0, Instant.MAX, "y".repeat(9999), 0, 0)),
            new Causes(Lists.immutable.ofAll(many), Long.MAX_VALUE - Causes.LISTED_MAX));
    Checkpoint newest = null;
    try (Store store = open()) {
      Saver saver = new Saver(store);
      for (Causes causes : all) {
        newest = saver.save(with(START, "/store/a", "" + all.indexOf(causes)), causes);
      }
    }
    assertThat(reopened()).isEqualTo(Optional.ofNullable(newest));
  }

  @Test
  void S10_tidying_loses_no_checkpoint() throws IOException {
    tidyingLosesNothing(START);
  }

  @Test
  void S10_nor_one_in_which_nothing_is_hidden() throws IOException {
    tidyingLosesNothing(START.without(RandomTrees.HIDDEN));
  }

  private void tidyingLosesNothing(Tree start) throws IOException {
    Optional<Checkpoint> newest;
    try (Store store = open()) {
      Saver saver = new Saver(store);
      Tree tree = start;
      store.tidy(Deadline.in(Duration.ofSeconds(5)));
      for (int i = 0; i < 60; i++) {
        tree = with(tree, "/store/" + i, "" + i);
        Checkpoint saved = saver.save(tree);
        store.tidy(Deadline.in(Duration.ofMillis(i % 3 == 0 ? -1 : i * 5L)));
        assertThat(store.load()).contains(saved);
        if (i % 10 == 0) assertThat(afterDeath()).contains(saved);
      }
      newest = saver.newest();
    }
    assertThat(reopened()).isEqualTo(newest);
  }

  @Test
  void S11_rewriting_one_node_for_ever_takes_bounded_space() throws IOException {
    StoreOptions options = new StoreOptions(50, 4L << 20);
    try (Store store = provider().open(folder, options)) {
      Saver saver = new Saver(store);
      long most = 0;
      for (int i = 0; i < 1000; i++) {
        saver.save(with(START, "/store/a", (i + "0123456789").repeat(100)));
        if (i % 100 == 99) store.tidy(Deadline.in(Duration.ofSeconds(10)));
        if (i % 10 == 0) most = Math.max(most, store.bytesOnArea());
      }
      assertThat(most).isPositive().isLessThan(bytesBound());
      assertThat(store.load()).isEqualTo(saver.newest());
    }
  }
}
