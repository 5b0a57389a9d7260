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
  static void extend(FileChannel file, long to) throws IOException {
    long from = file.size();
    try {
      write(file, from, to);
    } catch (IOException full) {
      file.truncate(from);
      throw full;
    }
  }

  private static void write(FileChannel file, long from, long to) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = from; at < to; ) {
      zeros.clear().limit((int) Math.min(CHUNK_BYTES, to - at));
      at += file.write(zeros, at);
    }
  }
}
