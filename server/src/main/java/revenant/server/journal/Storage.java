package revenant.server.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import revenant.api.memory.Memory;

/// How the files of an area are changed: by these calls and by stores to the [Memory] that they are
/// mapped to, and in no other way. A test numbers them all, and ends the world at one of them.
class Storage {
  /// How much is written or read at a time: of so much a thread keeps a copy outside the heap for
  /// as long as it lives.
  private static final int PIECE_BYTES = 1 << 16;

  /// Files as they are.
  static final Storage FILES = new Storage();

  /// Opens a file, perhaps a new one.
  FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, options);
  }

  /// Writes all of `bytes` at `from`.
  void write(FileChannel file, ByteBuffer bytes, long from) throws IOException {
    int end = bytes.limit();
    for (long at = from; bytes.position() < end; at += file.write(bytes, at))
      bytes.limit(Math.min(end, bytes.position() + PIECE_BYTES));
  }

  /// Reads `length` bytes from `from`, as far as there are so many.
  static byte[] read(FileChannel file, long from, long length) throws IOException {
    byte[] octets = new byte[(int) length];
    ByteBuffer bytes = ByteBuffer.wrap(octets);
    int count;
    do {
      bytes.limit(Math.min(octets.length, bytes.position() + PIECE_BYTES));
      count = file.read(bytes, from + bytes.position());
    } while (count > 0);
    return octets;
  }

  void truncate(FileChannel file, long size) throws IOException {
    file.truncate(size);
  }

  /// Maps the first `size` bytes.
  Memory map(FileChannel file, long size, Arena arena) throws IOException {
    return Memory.of(file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena).asByteBuffer());
  }

  /// Makes `bytes` the contents of a file: in two steps, so that a kill leaves any part of them.
  final void put(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      write(channel, ByteBuffer.wrap(bytes), 0);
    }
  }

  /// Gives a file another name, in place of the file that has it.
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  void copy(Path from, Path to) throws IOException {
    Files.copy(from, to);
  }

  /// Deletes a file or an empty folder, if it is there.
  void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  void createFolder(Path folder, FileAttribute<?>... attributes) throws IOException {
    Files.createDirectory(folder, attributes);
  }

  /// Creates a folder and those it is in, where they are missing.
  void createFolders(Path folder) throws IOException {
    Files.createDirectories(folder);
  }
}
