package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static revenant.server.journal.Same.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.server.engine.State;
import revenant.server.setup.AckMode;

/// Random lives that end at random moments: what was appended is there in the next, whatever the
/// store did meanwhile.
final class RecoveryProperties {
  private @TempDir Path folder;

  static LongStream seeds() {
    return Choices.seeds(12);
  }

  private static void live(Lives lives, Choices choices, int turnsMax) throws IOException {
    RandomLife life = new RandomLife(choices);
    for (int i = choices.below(turnsMax); i > 0; i--) lives.turn(life.turn(lives.state()));
  }

  private static void beginAgain(Lives lives, String when) throws IOException {
    State before = lives.state();
    lives.begin();
    assertSame(lives.state(), before, when);
    assertThat(lives.fatal).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothing_is_lost_in_many_lives(long seed) throws IOException {
    Choices choices = new Choices(seed);
    try (Lives lives = new Lives(folder.resolve("area"))) {
      if (choices.oneIn(3)) lives.ack = AckMode.STORE;
      lives.begin();
      for (int i = 0; i < 8; i++) {
        live(lives, choices, 120);
        if (choices.oneIn(3)) lives.end();
        else lives.crash();
        beginAgain(lives, "in life " + i);
      }
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void nothing_is_lost_when_the_store_fails_now_and_then(long seed) throws IOException {
    Choices choices = new Choices(seed);
    Choices troubles = new Choices(seed + 1000);
    try (Lives lives = new Lives(folder.resolve("area"))) {
      lives.store.trouble = call -> fail(troubles, call);
      lives.begin();
      for (int i = 0; i < 8; i++) {
        live(lives, choices, 150);
        if (choices.oneIn(4)) lives.end();
        else lives.crash();
        lives.store.trouble = call -> {};
        beginAgain(lives, "in life " + i);
        lives.store.trouble = call -> fail(troubles, call);
      }
    }
  }

  private static void fail(Choices troubles, String call) throws IOException {
    synchronized (troubles) {
      if (troubles.oneIn(4)) throw new IOException("no room to " + call);
      if (troubles.oneIn(20)) throw new IllegalStateException("broken in " + call);
      if (troubles.oneIn(20)) throw new StackOverflowError();
    }
  }

  /// The bytes of the area at a moment between two turns, while checkpoints are being taken.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void the_files_tell_the_state_at_any_moment(long seed) throws IOException {
    Choices choices = new Choices(seed);
    try (Lives lives = new Lives(folder.resolve("area"))) {
      lives.store.trouble =
          call -> {
            throw new IOException("no store");
          };
      lives.begin();
      RandomLife life = new RandomLife(choices);
      for (int i = 0; i < 200; i++) {
        lives.turn(life.turn(lives.state()));
        if (!choices.oneIn(40)) continue;
        Path copy = folder.resolve("copy" + i);
        lives.life().whileKept(() -> copy(lives.area, copy));
        try (Lives next = new Lives(copy)) {
          next.begin();
          assertSame(next.state(), lives.state(), "after turn " + i);
        }
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList())
        if (Files.isRegularFile(file)) Files.copy(file, to.resolve(file.getFileName()));
    }
  }

  /// A server that dies in the middle of saving leaves a checkpoint there, or not.
  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void it_does_not_matter_where_in_a_checkpoint_it_dies(long seed) throws IOException {
    Choices choices = new Choices(seed);
    try (Lives lives = new Lives(folder.resolve("area"))) {
      lives.begin();
      for (int i = 0; i < 6; i++) {
        int step = choices.below(12);
        int[] steps = {0};
        lives.store.trouble =
            call -> {
              if (steps[0]++ >= step) throw new IOException("dead");
            };
        live(lives, choices, 60);
        lives.crash();
        lives.store.trouble = call -> {};
        beginAgain(lives, "in life " + i);
      }
    }
  }
}
