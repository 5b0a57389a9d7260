package revenant.store.mapdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// A process that saves without a pause is killed at random moments and started again, 15 times, or
/// as often as `-Drevenant.store.kills` says.
class KillSimulation {
  private static final int KILLS = Integer.getInteger("revenant.store.kills", 15);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  /// Saves the tree of each position after the other, and tells of each when it is saved.
  static final class Child {
    private Child() {}

    /// Saves to the folder that the first argument names.
    public static void main(String[] arguments) throws IOException {
      // Nothing is closed: this process ends when it is killed.
      Store store =
          new MapDbStoreProvider().open(Path.of(arguments[0]), new StoreOptions(0, 4 << 20));
      Saver saver = new Saver(store);
      while (true) {
        Tree tree = saver.newest().map(KillSimulation::after).orElse(RandomTrees.start());
        long position = saver.save(tree).journalPosition();
        System.out.write(ByteBuffer.allocate(Long.BYTES).putLong(position).array());
        System.out.flush();
        if (position % 50 == 0) store.tidy(new Deadline(System.nanoTime() + 1_000_000));
      }
    }
  }

  /// The tree at the position after `checkpoint`.
  private static Tree after(Checkpoint checkpoint) {
    RandomTrees trees = new RandomTrees(checkpoint.journalPosition());
    return trees.edited(checkpoint.tree(), 1 + trees.below(20));
  }

  @Test
  void no_kill_loses_or_tears_a_checkpoint() throws IOException, InterruptedException {
    long seed = Long.getLong("revenant.seed", System.nanoTime());
    Random random = new Random(seed);
    Checkpoint known = new Checkpoint(Saver.AREA, 0, 1, RandomTrees.start());
    int insideASave = 0;
    long saves = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long told = killedAfter(random.nextInt(400));
      if (isInsideASave()) insideASave++;
      Checkpoint found = loaded().orElse(known);
      assertThat(found.journalPosition())
          .as("seed %d, kill %d", seed, kill)
          .isBetween(told, told < 0 ? 1 : told + 1);
      saves += found.journalPosition() - known.journalPosition();
      while (known.journalPosition() < found.journalPosition())
        known = new Checkpoint(Saver.AREA, known.journalPosition() + 1, 1, after(known));
      assertThat(found).as("seed %d, kill %d", seed, kill).isEqualTo(known);
    }
    System.out.printf(
        "mapdb: %d kills, %d of them inside a save, %d saves checked%n", KILLS, insideASave, saves);
    assertThat(insideASave).isPositive();
  }

  /// Runs the child, kills it so many milliseconds after its first save, and returns the last
  /// position it told of.
  private long killedAfter(int millis) throws IOException, InterruptedException {
    Process child = ChildProcess.start(ChildProcess.command(Child.class, folder.toString()));
    try (InputStream said = child.getInputStream()) {
      byte[] first = said.readNBytes(Long.BYTES);
      child.waitFor(millis, TimeUnit.MILLISECONDS);
      // Of the process itself this would close the stream, with what is still to be read.
      child.toHandle().destroyForcibly();
      byte[] rest = said.readAllBytes();
      child.waitFor();
      byte[] last = rest.length < Long.BYTES ? first : rest;
      return ByteBuffer.wrap(last).getLong(last.length / Long.BYTES * Long.BYTES - Long.BYTES);
    }
  }

  private boolean isInsideASave() throws IOException {
    byte[] log = Files.readAllBytes(folder.resolve("checkpoint.undo"));
    return ByteBuffer.wrap(log).getLong(8) % 2 != 0;
  }

  private Optional<Checkpoint> loaded() throws IOException {
    try (Store store = new MapDbStoreProvider().open(folder, StoreOptions.DEFAULT)) {
      return store.load();
    }
  }
}
