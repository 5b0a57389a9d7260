package revenant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Causes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.History;
import revenant.api.store.History.Moment;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// The rules of a store that keeps history:
///
/// - H1 the newest moments come first, as many as asked for, with the time, the position and the
///   words of their causes;
/// - H2 the tree at a moment is the one that was saved, without what is hidden;
/// - H3 a change of what is hidden makes no moment, unless somebody caused it;
/// - H4 history goes on after reopening;
/// - H5 what is trimmed is gone, and the rest stays readable;
/// - H6 what has a cause makes a moment even where nothing shows.
public abstract class HistoryContract {
  private static final Tree START = RandomTrees.start();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /// For the plug-in's own test class.
  protected HistoryContract() {}

  /// The plug-in to test.
  protected abstract StoreProvider provider();

  private Store open() throws IOException {
    return provider().open(folder, StoreOptions.DEFAULT);
  }

  private static History history(Store store) {
    return store.history().orElseThrow();
  }

  private static Tree with(Tree tree, String path, String value) {
    return tree.with(NodePath.of(path), Bytes.of(value), Permissions.ownedBy(0));
  }

  private static Tree visible(Tree tree) {
    return tree.without(RandomTrees.HIDDEN);
  }

  @Test
  void H1_the_newest_moments_come_first() throws IOException {
    try (Store store = open()) {
      assertThat(history(store).newest(10)).isEmpty();
      Saver saver = new Saver(store);
      for (int i = 0; i < 5; i++) saver.save(with(START, "/store/a", "" + i));
      List<Moment> newest = history(store).newest(3);
      assertThat(newest).extracting(Moment::journalPosition).containsExactly(4L, 3L, 2L);
      assertThat(newest.getFirst().when()).isEqualTo(Saver.cause(4).when());
      assertThat(newest.getFirst().what()).contains("WRITE /a/4");
      assertThat(history(store).newest(10)).hasSize(5);
      assertThat(history(store).newest(0)).isEmpty();
    }
  }

  @Test
  void H2_the_tree_at_a_moment_is_the_one_that_was_saved() throws IOException {
    RandomTrees trees = new RandomTrees(5);
    List<Tree> saved = new ArrayList<>();
    try (Store store = open()) {
      Saver saver = new Saver(store);
      Tree tree = START;
      for (int i = 0; i < 10; i++) {
        tree = with(trees.edited(tree, 5), "/store/count", "" + i);
        saved.addFirst(visible(saver.save(tree).tree()));
      }
      List<Moment> moments = history(store).newest(10);
      assertThat(moments).hasSize(10);
      for (int i = 0; i < 10; i++) {
        assertThat(history(store).at(moments.get(i))).isEqualTo(saved.get(i));
      }
    }
  }

  @Test
  void H3_a_change_of_what_is_hidden_makes_no_moment() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      saver.save(with(START, "/store/a", "1"));
      Tree tree = with(START, "/store/a", "1").without(RandomTrees.HIDDEN);
      Checkpoint newest = saver.save(tree, Causes.NONE);
      newest = saver.save(with(newest.tree(), "/hidden", "2"), Causes.NONE);
      newest = saver.save(with(newest.tree(), "/hidden/b", "3"), Causes.NONE);
      newest = saver.save(newest.tree(), Causes.NONE);
      assertThat(history(store).newest(10)).hasSize(1);
      assertThat(store.load()).contains(newest);
    }
  }

  @Test
  void H6_what_has_a_cause_makes_a_moment_even_where_nothing_shows() throws IOException {
    try (Store store = open()) {
      Saver saver = new Saver(store);
      Checkpoint first = saver.save(with(START, "/store/a", "1"));
      saver.save(first.tree());
      assertThat(history(store).newest(10)).hasSize(2);
    }
  }

  @Test
  void H4_history_goes_on_after_reopening() throws IOException {
    for (int i = 0; i < 3; i++) {
      try (Store store = open()) {
        new Saver(store).save(with(START, "/store/a", "" + i));
        assertThat(history(store).newest(10)).hasSize(i + 1);
      }
    }
  }

  @Test
  void H5_what_is_trimmed_is_gone_and_the_rest_stays_readable() throws IOException {
    Moment first;
    try (Store store = openShort()) {
      Saver saver = new Saver(store);
      saver.save(with(START, "/store/a", "first"));
      first = history(store).newest(1).getFirst();
      for (int i = 0; i < 100; i++) saver.save(with(START, "/store/a", "" + i));
      store.tidy(Deadline.in(Duration.ofSeconds(10)));
      assertThat(store.load()).isEqualTo(saver.newest());
    }
    try (Store store = openShort()) {
      List<Moment> kept = history(store).newest(200);
      assertThat(kept).hasSizeBetween(5, 50).doesNotContain(first);
      assertThat(history(store).at(kept.getLast()).count()).isEqualTo(3);
      assertThatThrownBy(() -> history(store).at(first)).isInstanceOf(IOException.class);
    }
  }

  private Store openShort() throws IOException {
    return provider().open(folder, new StoreOptions(5, StoreOptions.DEFAULT.bytesMax()));
  }
}
