package revenant.testkit.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Tree;

/// What a process saves until it is killed. The checkpoint at a position depends on nothing but the
/// position, so whoever finds it knows what it has to be.
final class Scenario {
  /// History is short, so that there is something to trim.
  static final StoreOptions OPTIONS = new StoreOptions(5, StoreOptions.DEFAULT.bytesMax());

  /// What there is before the first save.
  static final long NOTHING = -1;

  private static final int FORMAT = 1;
  private static final int EDITS_FIRST = 60;
  private static final int EDITS = 4;

  /// One save of so many replaces everything, as an import does.
  private static final int IMPORT = 8;

  private final List<Tree> trees = new ArrayList<>();

  /// What is saved at `position`; empty before the first.
  Optional<Checkpoint> checkpoint(long position) {
    return position == NOTHING
        ? Optional.empty()
        : Optional.of(new Checkpoint(Saver.AREA, position, FORMAT, tree((int) position)));
  }

  private Tree tree(int position) {
    while (trees.size() <= position) {
      RandomTrees random = new RandomTrees(trees.size());
      trees.add(
          trees.isEmpty()
              ? random.edited(RandomTrees.start(), EDITS_FIRST)
              : random.edited(trees.getLast(), EDITS));
    }
    return trees.get(position);
  }

  /// Saves the checkpoint at `position` after the one before it.
  void save(Store store, long position) throws IOException {
    Checkpoint next = checkpoint(position).orElseThrow();
    Optional<Tree> since =
        position % IMPORT == IMPORT - 1
            ? Optional.empty()
            : checkpoint(position - 1).map(Checkpoint::tree);
    Changes changes = new Changes(since, next.tree());
    store.save(next, changes, Causes.of(Saver.cause(position)));
  }
}
