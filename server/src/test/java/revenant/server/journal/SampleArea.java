package revenant.server.journal;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import revenant.api.store.StoreProvider;
import revenant.server.engine.State;

/// An area that a few servers have worked on, one after the other, with something of everything in
/// it: checkpoints of the server's own and of a real store, several journal segments, records that
/// no checkpoint covers.
///
/// @param folder where it is
/// @param states all that were acknowledged, one after the other
record SampleArea(Path folder, StoreProvider store, List<State> states) {
  /// How the last server ended.
  enum End {
    KILLED,
    KILLED_WITHOUT_STORE,
    CLOSED
  }

  private static final int WRITES = 6;

  static SampleArea make(Path folder, StoreProvider store, End end) throws IOException {
    AtomicBoolean isFailing = new AtomicBoolean();
    List<State> states = new ArrayList<>();
    Lives lives = lives(folder, new FailingStore(store, isFailing));
    states.add(lives.begin().recovered());
    fill(lives, states, "first");
    lives.end();
    lives.begin();
    fill(lives, states, "second");
    lives.end();
    lives.begin();
    isFailing.set(end == End.KILLED_WITHOUT_STORE);
    fill(lives, states, "third");
    if (end == End.CLOSED) lives.end();
    else lives.crash();
    return new SampleArea(folder, store, List.copyOf(states));
  }

  private static Lives lives(Path folder, StoreProvider store) {
    Lives lives = new Lives(folder);
    lives.provider = store;
    return lives;
  }

  private static void fill(Lives lives, List<State> states, String value) {
    for (int i = 0; i < WRITES; i++) {
      lives.write("/n" + i % 20 + value, value + " value " + i + "x".repeat(700));
      states.add(lives.state());
    }
  }

  /// A server's lives on a copy of it.
  Lives on(Path copy) {
    return lives(copy, store);
  }

  /// What must be there.
  State acknowledged() {
    return states.getLast().afterCrash();
  }

  /// Whether a server has acknowledged this at some time.
  boolean wasAt(State state) {
    return states.stream().anyMatch(then -> then.tree().equals(state.tree()));
  }

  static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes is)
              throws IOException {
            Files.createDirectories(to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes is) throws IOException {
            Files.copy(path, to.resolve(from.relativize(path).toString()));
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static void delete(Path top) throws IOException {
    Files.walkFileTree(
        top,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes is) throws IOException {
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path path, @Nullable IOException failed)
              throws IOException {
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
