package revenant.store.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// Room in files. It is made by writing zeros, never by setting a length: that would leave a hole,
/// and a hole in a full tmpfs is a SIGBUS for whoever has it mapped.
final class Zeros {
  private static final ByteBuffer CHUNK = ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer();

  private Zeros() {}

  /// Makes the file at least `length` bytes long.
  ///
  /// @throws IOException if there is no room; the file may have become somewhat longer
  static void append(FileChannel file, long length) throws IOException {
    for (long at = file.size(); at < length; at += CHUNK.capacity())
      write(file, CHUNK.slice(0, (int) Math.min(CHUNK.capacity(), length - at)), at);
  }

  /// Writes all of `bytes` from `position` on.
  static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) at += file.write(bytes, at);
  }
}
