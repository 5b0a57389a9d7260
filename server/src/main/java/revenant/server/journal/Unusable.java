package revenant.server.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/// A file of the area that the operating system does not let us read and change: another's, another
/// mode, not even a file.
final class Unusable {
  private Unusable() {}

  /// One line that names the file, the reason, and what to do.
  static IOException of(Path file, IOException why, String whatToDo) {
    return new IOException(file + " cannot be used (" + reason(why) + "); " + whatToDo, why);
  }

  /// Opens a file, or says in one line which it is, and what to do.
  static FileChannel opened(Storage storage, Path file, String whatToDo, OpenOption... options)
      throws IOException {
    try {
      return storage.open(file, options);
    } catch (IOException failed) {
      throw of(file, failed, whatToDo);
    }
  }

  /// One line for a file that cannot be written, most often because there is no room.
  static IOException unwritten(Path file, IOException why) {
    return new IOException(
        file + " cannot be written (" + reason(why) + "); make room and start again", why);
  }

  /// The operating system's words, without the path.
  private static String reason(IOException why) {
    if (why instanceof AccessDeniedException) return "Permission denied";
    if (why instanceof FileSystemException known && known.getReason() != null)
      return known.getReason();
    return String.valueOf(why.getMessage());
  }

  /// Whether it can be used after all.
  static boolean isNot(Path file) {
    return Files.isRegularFile(file) && Files.isReadable(file) && Files.isWritable(file);
  }
}
