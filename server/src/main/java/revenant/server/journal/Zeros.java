package revenant.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Takes room in a file system by writing zeros. A file that was made longer without writing has
/// holes, and touching a mapped hole when a tmpfs is full kills the process (SIGBUS).
final class Zeros {
  private static final ByteBuffer CHUNK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Zeros() {}

  /// Makes the file at least `to` bytes long, with zeros where it was shorter. When there is no
  /// room for that, it is as long as before.
  static void extend(Storage storage, FileChannel file, long to) throws IOException {
    long from = file.size();
    try {
      write(storage, file, from, to);
    } catch (IOException full) {
      storage.truncate(file, from);
      throw full;
    }
  }

  private static void write(Storage storage, FileChannel file, long from, long to)
      throws IOException {
    for (long at = from; at < to; ) {
      int count = (int) Math.min(CHUNK.capacity(), to - at);
      storage.write(file, CHUNK.slice(0, count), at);
      at += count;
    }
  }
}
