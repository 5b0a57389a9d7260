package revenant.store.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Room in files. It is made by writing zeros, never by setting a length: that would leave a hole,
/// and a hole in a full tmpfs is a SIGBUS for whoever has it mapped.
final class Zeros {
  private static final int CHUNK_BYTES = 1 << 16;

  private Zeros() {}

  /// Makes the file at least `length` bytes long.
  ///
  /// @throws IOException if there is no room; the file may have become somewhat longer
  static void append(FileChannel file, long length) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
    for (long at = file.size(); at < length; at += CHUNK_BYTES)
      write(file, zeros.clear().limit((int) Math.min(CHUNK_BYTES, length - at)), at);
  }

  /// Writes all of `bytes` from `position` on.
  static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) at += file.write(bytes, at);
  }
}
