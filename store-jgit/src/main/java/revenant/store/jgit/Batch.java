package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// A pack and the commits in it, which follow each other in the history.
///
/// @param pack the pack file
/// @param newest the newest of the commits; null if there is none: then the pack holds hidden
///   things only, or what a killed process left
/// @param commits how many there are
/// @param bytes what pack and index take of the area
record Batch(Path pack, @Nullable ObjectId newest, int commits, long bytes) {
  static Batch of(Path pack, @Nullable ObjectId newest, int commits) throws IOException {
    return new Batch(pack, newest, commits, Packs.bytes(pack));
  }

  /// How often it was merged: the number of digits of [#commits()].
  int level() {
    return Integer.toString(commits).length() - 1;
  }
}
