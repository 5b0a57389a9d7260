package revenant.server.journal;

import static revenant.server.journal.AreaLayout.HEADER_BYTES;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import revenant.api.memory.Memory;

/// The words of the header page (see [AreaLayout]). A word that was stored is there after a kill,
/// at the cost of a store to memory.
final class Words {
  private final Memory page;

  private Words(Memory page) {
    this.page = page;
  }

  static Words map(Storage storage, Path header, Arena arena) throws IOException {
    try (FileChannel file =
        storage.open(header, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return new Words(storage.map(file, HEADER_BYTES, arena));
    }
  }

  /// Changes words of an area that is not open otherwise.
  static void change(Storage storage, Path header, Consumer<Words> change) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      change.accept(map(storage, header, arena));
    }
  }

  long get(int word) {
    return page.getLong(word);
  }

  /// Everything stored before is in memory before this is.
  void set(int word, long value) {
    page.putLongRelease(word, value);
  }
}
