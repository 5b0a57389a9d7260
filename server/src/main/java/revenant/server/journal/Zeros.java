package revenant.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Takes room in a file system by writing zeros. A file that was made longer without writing has
/// holes, and touching a mapped hole when a tmpfs is full kills the process (SIGBUS).
final class Zeros {
  private static final int CHUNK_BYTES = 64 << 10;

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
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = from; at < to; ) {
      int count = (int) Math.min(CHUNK_BYTES, to - at);
      storage.write(file, zeros.clear().limit(count), at);
      at += count;
    }
  }
}
