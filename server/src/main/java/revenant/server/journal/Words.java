package revenant.server.journal;

import static revenant.server.journal.AreaLayout.HEADER_BYTES;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// The words of the header page (see [AreaLayout]). A word that was stored is there after a kill,
/// at the cost of a store to memory.
final class Words {
  private final ByteBuffer page;

  private Words(ByteBuffer page) {
    this.page = page;
  }

  static Words map(Path header, Arena arena) throws IOException {
    try (FileChannel file =
        FileChannel.open(header, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer page =
          file.map(FileChannel.MapMode.READ_WRITE, 0, HEADER_BYTES, arena).asByteBuffer();
      return new Words(page.order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  /// Changes words of an area that is not open otherwise.
  static void change(Path header, Consumer<Words> change) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      change.accept(map(header, arena));
    }
  }

  long get(int word) {
    return page.getLong(word);
  }

  /// Everything stored before is in memory before this is.
  void set(int word, long value) {
    VarHandle.releaseFence();
    page.putLong(word, value);
  }
}
