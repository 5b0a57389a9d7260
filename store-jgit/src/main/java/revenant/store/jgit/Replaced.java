package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import revenant.api.store.Deadline;

/// Packs whose objects are in newer packs too. They stay for a while: a `git fsck` that runs
/// meanwhile has listed them and would miss them.
final class Replaced {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Packs packs;
  private final List<Path> paths = new ArrayList<>();
  private Deadline until = Deadline.in(GRACE);

  Replaced(Packs packs) {
    this.packs = packs;
  }

  int count() {
    return paths.size();
  }

  void add(List<Path> more) {
    paths.addAll(more);
    until = Deadline.in(GRACE);
  }

  /// Deletes them if it is time, or at once; true if anything was deleted.
  boolean delete(boolean atOnce) throws IOException {
    if (paths.isEmpty() || !(atOnce || until.isOver())) return false;
    packs.remove(paths);
    paths.clear();
    return true;
  }
}
