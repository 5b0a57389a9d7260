package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/// The two references of the repository, and its shallow file. [#CHECKPOINT] is the truth: when it
/// is renamed into place a checkpoint is saved, with all it needs. [#MASTER] is for people; a kill
/// between the two leaves it one commit behind until the store is opened again.
final class References {
  /// Points at the newest checkpoint, a tree (see [Tip]).
  static final String CHECKPOINT = "refs/revenant/checkpoint";

  /// Points at the newest commit of the history.
  static final String MASTER = "refs/heads/master";

  private final GitFolder git;

  References(GitFolder git) {
    this.git = git;
  }

  /// What `name` points at, null if it does not exist.
  @Nullable ObjectId read(String name) throws IOException {
    Path file = git.root().resolve(name);
    return Files.exists(file) ? parse(file, Files.readString(file, US_ASCII)) : packed(name);
  }

  /// Whoever calls `git gc` on the repository finds the references moved to one file.
  private @Nullable ObjectId packed(String name) throws IOException {
    Path file = git.root().resolve("packed-refs");
    if (!Files.exists(file)) return null;
    for (String line : Files.readAllLines(file, US_ASCII)) {
      if (line.endsWith(" " + name)) return parse(file, line.substring(0, line.indexOf(' ')));
    }
    return null;
  }

  private static ObjectId parse(Path file, String text) throws IOException {
    String id = text.strip();
    if (!ObjectId.isId(id)) throw new IOException(file + " holds no object id");
    return ObjectId.fromString(id);
  }

  /// Points `name` at `id`.
  void write(String name, ObjectId id) throws IOException {
    GitFolder.replace(git.root().resolve(name), (id.name() + "\n").getBytes(US_ASCII));
  }

  /// The commit whose parents were trimmed, null if none was.
  @Nullable ObjectId oldest() throws IOException {
    Path file = git.shallow();
    return Files.exists(file) ? parse(file, Files.readString(file, US_ASCII)) : null;
  }

  /// Says that the parents of `commit` are not there, and need not be.
  void writeOldest(ObjectId commit) throws IOException {
    GitFolder.replace(git.shallow(), (commit.name() + "\n").getBytes(US_ASCII));
  }
}
