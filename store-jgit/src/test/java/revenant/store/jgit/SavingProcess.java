package revenant.store.jgit;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// A process that saves as fast as it can and prints the position of every checkpoint that is
/// saved, until it is killed. What it saves at a position depends on nothing but the position.
final class SavingProcess {
  private static final StoreOptions SHORT_HISTORY =
      new StoreOptions(30, StoreOptions.DEFAULT.bytesMax());

  private SavingProcess() {}

  /// The tree at `position`, made from the one at the position before.
  static Tree next(Tree before, long position) {
    return new RandomTrees(position).edited(before, 3);
  }

  public static void main(String... arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true);
    try (Store store = open(Path.of(arguments[0]))) {
      Saver saver = new Saver(store);
      Tree tree = saver.newest().map(Checkpoint::tree).orElse(RandomTrees.start());
      long position = saver.newest().map(Checkpoint::journalPosition).orElse(-1L);
      while (true) {
        tree = next(tree, ++position);
        saver.save(tree);
        out.println(position);
        if (position % 7 == 0) store.tidy(Deadline.in(Duration.ofMillis(position % 5 * 10)));
      }
    }
  }

  static Store open(Path folder) throws IOException {
    return new JGitStoreProvider().open(folder, SHORT_HISTORY);
  }
}
