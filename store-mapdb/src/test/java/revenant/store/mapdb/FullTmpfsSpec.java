package revenant.store.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

/// What happens on a tmpfs of 16 MiB when it is full. A process of its own does it: a mistake here
/// is a SIGBUS.
class FullTmpfsSpec {
  private static final String MOUNT = "mount -t tmpfs -o size=16m tmpfs \"$0\" && exec \"$@\"";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void a_full_tmpfs_fails_saves_and_nothing_else() throws IOException, InterruptedException {
    Optional<List<String>> namespace = privateMounts();
    if (namespace.isEmpty()) {
      String why = "no tmpfs could be mounted here: needs root, or user namespaces";
      assertThat(System.getenv("CI")).as(why).isNotEqualTo("true");
      assumeTrue(false, why);
    }
    List<String> command = inside(namespace.orElseThrow());
    command.addAll(ChildProcess.command(Child.class, folder.toString()));
    Process child = ChildProcess.start(command);
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as("exit status after: %s", said).isZero();
    System.out.print(said);
    assertThat(said).contains("all is well");
  }

  private List<String> inside(List<String> namespace) {
    List<String> command = new ArrayList<>(namespace);
    command.addAll(List.of("sh", "-c", MOUNT, folder.toString()));
    return command;
  }

  /// How to run something with mounts of its own, which end with it.
  private Optional<List<String>> privateMounts() throws IOException, InterruptedException {
    List<List<String>> ways = List.of(List.of("unshare", "-m"), List.of("unshare", "-r", "-m"));
    for (List<String> way : ways) {
      List<String> command = inside(way);
      command.add("true");
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        if (process.waitFor() == 0) return Optional.of(way);
      } catch (IOException absent) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /// Fills the tmpfs by saves, then to the last byte by a file, and goes on when that is gone.
  static final class Child {
    private Child() {}

    /// Runs on the tmpfs mounted at the first argument.
    public static void main(String[] arguments) throws IOException {
      Path mount = Path.of(arguments[0]);
      Path folder = Files.createDirectory(mount.resolve("store"));
      Checkpoint newest = growUntilFull(folder);
      Path ballast = mount.resolve("ballast");
      for (int round = 0; round < 3; round++) {
        long filled = fill(ballast);
        int saved = 0;
        int failed = 0;
        for (int i = 0; i < 8; i++) {
          Checkpoint before = newest;
          newest = edited(folder, newest, round * 100 + i, i < 4 ? 1 : 2000);
          if (newest == before) failed++;
          else saved++;
        }
        System.out.printf("full with %d bytes more: %d saved, %d not%n", filled, saved, failed);
        check(failed > 0, "there was room in a full tmpfs");
        check(saved > 0, "a small save needed new room");
        Files.delete(ballast);
        Checkpoint before = newest;
        newest = edited(folder, newest, round * 100 + 50, 1);
        check(newest != before, "no save although there is room again");
      }
      System.out.println("all is well");
    }

    private static Checkpoint growUntilFull(Path folder) throws IOException {
      Checkpoint newest;
      try (Store store = open(folder)) {
        newest = new Saver(store).save(RandomTrees.start());
      }
      int batch = 0;
      while (true) {
        Checkpoint next = edited(folder, newest, 1000 + batch++, 4000);
        if (next == newest) break;
        newest = next;
      }
      System.out.printf("full after %d nodes%n", newest.tree().count());
      return newest;
    }

    /// Saves `count` more nodes below `/store/batch`, and returns what is in the store then.
    private static Checkpoint edited(Path folder, Checkpoint newest, int batch, int count)
        throws IOException {
      boolean failed = false;
      Checkpoint next = newest;
      try (Store store = open(folder)) {
        Saver saver = new Saver(store);
        check(saver.newest().equals(Optional.of(newest)), "another checkpoint than the newest");
        next = saver.save(grown(newest.tree(), batch, count));
      } catch (IOException e) {
        failed = true;
        check(e.toString().contains("No space left"), "another failure: " + e);
      }
      Checkpoint expected = failed ? newest : next;
      try (Store store = open(folder)) {
        check(store.load().equals(Optional.of(expected)), "another checkpoint than saved");
      }
      return expected;
    }

    private static Tree grown(Tree tree, int batch, int count) {
      NodePath above = NodePath.of("/store/" + batch);
      Permissions owner = Permissions.ownedBy(0);
      Tree grown = tree.with(above, Bytes.EMPTY, owner);
      for (int i = 0; i < count; i++)
        grown = grown.with(above.child("" + i), Bytes.of("v".repeat(200)), owner);
      return grown;
    }

    private static long fill(Path ballast) throws IOException {
      long filled = 0;
      for (int chunk = 1 << 16; chunk > 0; chunk /= 16) {
        try (OutputStream out =
            Files.newOutputStream(ballast, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
          while (true) {
            out.write(new byte[chunk]);
            filled += chunk;
          }
        } catch (IOException full) {
          // Smaller pieces may still fit.
        }
      }
      return filled;
    }

    private static Store open(Path folder) throws IOException {
      return new MapDbStoreProvider().open(folder, StoreOptions.DEFAULT);
    }

    private static void check(boolean holds, String otherwise) {
      if (!holds) throw new AssertionError(otherwise);
    }
  }
}
