package revenant.store.jgit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.util.FS;

/// The pack files of the repository, and the objects in them.
final class Packs implements Closeable {
  private final GitFolder git;
  private final MessageDigest sha1 = Sha1.digest();
  private ObjectDirectory database;
  private ObjectReader reader;

  Packs(GitFolder git) throws IOException {
    this.git = git;
    database = openDatabase(git);
    reader = database.newReader();
  }

  private static ObjectDirectory openDatabase(GitFolder git) throws IOException {
    return new ObjectDirectory(new Config(), git.objects().toFile(), null, FS.DETECTED, null);
  }

  /// The content of an object, checked against its name.
  byte[] read(AnyObjectId id, int type) throws IOException {
    byte[] content;
    try {
      content = reader.open(id, type).getBytes();
    } catch (RuntimeException e) {
      throw new IOException("object " + id.name() + " is damaged", e);
    }
    if (!Sha1.id(sha1, type, content).equals(id)) {
      throw new IOException("object " + id.name() + " is damaged");
    }
    return content;
  }

  /// Makes a pack known that was just written.
  void add(Path pack) throws IOException {
    database.openPack(pack.toFile());
  }

  /// All packs.
  List<Pack> all() {
    return List.copyOf(database.getPacks());
  }

  /// How much `pack` and its index take of the area.
  static long bytes(Path pack) throws IOException {
    return GitFolder.pages(Files.size(pack))
        + GitFolder.pages(Files.size(GitFolder.withEnding(pack, ".idx")));
  }

  /// A reader for JGit's own use, which the caller closes.
  ObjectReader newReader() {
    return database.newReader();
  }

  /// Deletes `packs`, each index first: from then on the pack does not count.
  void remove(Collection<Path> packs) throws IOException {
    close();
    try {
      for (Path pack : packs) {
        Files.deleteIfExists(GitFolder.withEnding(pack, ".idx"));
        Files.deleteIfExists(pack);
      }
    } finally {
      database = openDatabase(git);
      reader = database.newReader();
    }
  }

  @Override
  public void close() {
    reader.close();
    database.close();
  }
}
