package revenant.testkit.store;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/// Two words of a file in memory.
final class MappedWords {
  private final MappedByteBuffer words;

  MappedWords(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE, CREATE)) {
      words = channel.map(MapMode.READ_WRITE, 0, 2 * Long.BYTES);
    }
  }

  long get(int index) {
    return words.getLong(index * Long.BYTES);
  }

  void set(int index, long value) {
    words.putLong(index * Long.BYTES, value);
  }
}
