package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import revenant.api.store.Deadline;

/// Packs whose objects are in newer packs too. They stay for a while, and go many at once: a `git
/// fsck` that runs meanwhile has listed them and would miss them.
final class Replaced {
  private static final Duration GRACE = Duration.ofSeconds(10);

  /// Those of ten seconds, at the twenty saves a second that the server's budget allows.
  private static final int KEPT_MAX = 250;

  private record Old(Path pack, long bytes, Deadline until) {}

  private final Packs packs;
  private final long bytesMax;
  private final ArrayDeque<Old> oldestFirst = new ArrayDeque<>();
  private Deadline nextDeletion = Deadline.in(GRACE);
  private long bytes;

  /// @param bytesMax what they may take together
  Replaced(Packs packs, long bytesMax) {
    this.packs = packs;
    this.bytesMax = bytesMax;
  }

  int count() {
    return oldestFirst.size();
  }

  void add(List<Path> more) throws IOException {
    Deadline until = Deadline.in(GRACE);
    for (Path pack : more) {
      Old old = new Old(pack, Packs.bytes(pack), until);
      oldestFirst.add(old);
      bytes += old.bytes;
    }
  }

  /// Deletes those whose time has come, now and then; true if there were any.
  boolean deleteOver() throws IOException {
    if (!nextDeletion.isOver()) return false;
    return delete(old -> old.until.isOver());
  }

  /// Deletes the oldest if there are too many; true if there were any.
  boolean deleteExcess() throws IOException {
    return delete(old -> oldestFirst.size() > KEPT_MAX || bytes > bytesMax);
  }

  /// Deletes all; true if there were any.
  boolean deleteAll() throws IOException {
    return delete(old -> true);
  }

  private boolean delete(Predicate<Old> isOver) throws IOException {
    List<Path> over = new ArrayList<>();
    while (!oldestFirst.isEmpty() && isOver.test(oldestFirst.element())) {
      Old old = oldestFirst.remove();
      over.add(old.pack);
      bytes -= old.bytes;
    }
    if (over.isEmpty()) return false;
    nextDeletion = Deadline.in(GRACE);
    packs.remove(over);
    return true;
  }
}
