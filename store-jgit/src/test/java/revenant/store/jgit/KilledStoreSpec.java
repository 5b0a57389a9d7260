package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;

/// A real process that saves is killed, again and again.
class KilledStoreSpec {
  private static final int KILLS = Integer.getInteger("revenant.store.kills", 15);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private Tree tree = RandomTrees.start();
  private long position = -1;

  @Test
  void whatever_was_saved_is_there_and_git_finds_no_fault() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KilledStoreSpec: seed " + seed);
    Random random = new Random(seed);
    for (int kill = 0; kill < KILLS; kill++) {
      long saved = savedUntilKilled(random.nextInt(400));
      assertLoaded(saved);
      if (StockGit.isThere() && kill % 5 == 4) assertClean();
    }
    System.out.println("KilledStoreSpec: " + KILLS + " kills, " + position + " saves");
  }

  /// The last position that the process said was saved.
  private long savedUntilKilled(int millis) throws Exception {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath(),
                    SavingProcess.class.getName(),
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    CompletableFuture<Void> first = new CompletableFuture<>();
    CompletableFuture<Long> last = CompletableFuture.supplyAsync(() -> read(process, first));
    first.get(60, TimeUnit.SECONDS);
    boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
    // Through its handle: Process itself would close the pipe, with what is still in it.
    process.toHandle().destroyForcibly();
    process.waitFor();
    assertThat(ended).as("it ended by itself").isFalse();
    return last.get();
  }

  /// The lines that are whole: the last may have been cut by the kill.
  private static long read(Process process, CompletableFuture<Void> first) {
    long last = -1;
    try (BufferedReader out = process.inputReader(US_ASCII)) {
      StringBuilder line = new StringBuilder();
      for (int c = out.read(); c >= 0; c = out.read()) {
        if (c != '\n') {
          line.append((char) c);
        } else {
          last = Long.parseLong(line.toString());
          line.setLength(0);
          first.complete(null);
        }
      }
    } catch (IOException e) {
      // The process is gone.
    }
    first.complete(null);
    return last;
  }

  /// Maven puts some of what is needed on the module path, some on the class path.
  private static String classPath() {
    return String.join(
        File.pathSeparator,
        System.getProperty("jdk.module.path", ""),
        System.getProperty("java.class.path"),
        Path.of(System.getProperty("revenant.root"), "store-jgit/target/classes").toString(),
        Path.of(System.getProperty("revenant.root"), "store-jgit/target/test-classes").toString());
  }

  private void assertLoaded(long saved) throws IOException {
    try (Store store = SavingProcess.open(folder)) {
      Checkpoint loaded = store.load().orElseThrow();
      assertThat(loaded.journalPosition()).isBetween(saved, saved + 1);
      while (position < loaded.journalPosition()) tree = SavingProcess.next(tree, ++position);
      assertThat(loaded.tree()).isEqualTo(tree);
      assertThat(store.history().orElseThrow().newest(1).getFirst().journalPosition())
          .isLessThanOrEqualTo(position);
    }
  }

  private void assertClean() throws IOException {
    StockGit.Result fsck = new StockGit(folder).fsck();
    assertThat(fsck.output()).isEmpty();
    assertThat(fsck.status()).isZero();
    assertThat(new StockGit(folder).run("log", "-p").status()).isZero();
  }
}
