package revenant.launcher;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// The file that holds the daemon's pid, for whoever wants to find it. It says nothing about
/// whether the daemon lives: the lock on the area does.
final class PidFile {
  private final Path path;
  private final String content;

  private PidFile(Path path, long pid) {
    this.path = path;
    this.content = pid + "\n";
  }

  /// Writes it whole or not at all, over whatever a dead daemon left there. What is no file, such
  /// as `/dev/null`, is written to and stays what it is.
  static PidFile write(Path path, long pid) throws Failure {
    PidFile file = new PidFile(path, pid);
    try {
      file.write();
      return file;
    } catch (NoSuchFileException _) {
      throw Failure.start("cannot write the pid file " + path + ": there is no such folder");
    } catch (IOException cause) {
      throw Failure.start("cannot write the pid file " + path + ": " + cause.getMessage());
    }
  }

  private void write() throws IOException {
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      Files.writeString(path, content);
      return;
    }
    Path unfinished = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(unfinished, content);
    Files.move(unfinished, path, ATOMIC_MOVE);
  }

  /// Removes it, unless it has become another daemon's.
  void remove() {
    try {
      if (!Files.isRegularFile(path) || !Files.readString(path).equals(content)) return;
      Files.delete(path);
    } catch (IOException _) {
      // A stale pid file does no harm.
    }
  }
}
