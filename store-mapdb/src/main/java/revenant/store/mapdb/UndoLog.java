package revenant.store.mapdb;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// What a save overwrites in the checkpoint's file, kept until the save is complete: each page as
/// it was before the first byte in it changed. A save that never completes is undone from here at
/// the next start, which any number of further kills only repeat.
///
/// The file is a header and entries. The header's turn is odd while a save is under way and even
/// otherwise; the entries of other turns are left over and mean nothing. Entries are written by
/// system calls before the page is touched, so a torn one belongs to a page that is still whole.
final class UndoLog implements AutoCloseable {
  private static final long MAGIC = 0x52766e556e646f31L; // "RvnUndo1"
  private static final int HEADER_BYTES = 4096;
  private static final int ENTRY_BYTES = 8 + 8 + 4 + PagedVolume.PAGE_BYTES;
  // Room that is written ahead and never given back: a small save needs no new memory.
  private static final long BYTES_MIN = HEADER_BYTES + 128L * ENTRY_BYTES;
  private static final long BYTES_MAX = HEADER_BYTES + 1024L * ENTRY_BYTES;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer header = ByteBuffer.allocateDirect(28);
  private final ByteBuffer entry = ByteBuffer.allocateDirect(ENTRY_BYTES);
  private final Runnable step;
  private long turn;
  private long lengthBefore;
  private int entries;

  /// Opens or makes the log.
  ///
  /// @param step called before each step that a kill may precede
  UndoLog(Path file, Runnable step) throws IOException {
    this.file = file;
    this.step = step;
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.size() < header.capacity()) writeHeader(0, 0);
      else readHeader();
      Zeros.append(channel, BYTES_MIN);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private void readHeader() throws IOException {
    channel.read(header.clear(), 0);
    header.flip();
    long magic = header.getLong();
    turn = header.getLong();
    lengthBefore = header.getLong();
    if (magic != MAGIC || header.getInt() != sum(header, 24)) throw Damage.of(file, "its header");
  }

  private void writeHeader(long turn, long lengthBefore) throws IOException {
    header.clear().putLong(MAGIC).putLong(turn).putLong(lengthBefore);
    header.putInt(sum(header, 24)).flip();
    step.run();
    channel.write(header, 0);
    this.turn = turn;
    this.lengthBefore = lengthBefore;
  }

  private static int sum(ByteBuffer bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.duplicate().position(0).limit(length));
    return (int) sum.getValue();
  }

  private boolean isUnderWay() {
    return turn % 2 != 0;
  }

  /// Begins a save of a file that is `length` bytes long.
  void begin(long length) throws IOException {
    writeHeader(turn + 1, length);
    entries = 0;
  }

  /// Keeps `bytes`, what stands on `page` before it changes.
  void keep(long page, ByteBuffer bytes) throws IOException {
    entry.clear().putLong(turn).putLong(page).putInt(0).put(bytes);
    entry.putInt(16, entrySum()).flip();
    step.run();
    Zeros.write(channel, entry, position(entries));
    entries++;
  }

  private static long position(int entry) {
    return HEADER_BYTES + (long) entry * ENTRY_BYTES;
  }

  private int entrySum() {
    CRC32C sum = new CRC32C();
    sum.update(entry.duplicate().position(0).limit(16));
    sum.update(entry.duplicate().position(20).limit(ENTRY_BYTES));
    return (int) sum.getValue();
  }

  /// Ends the save: this one small write makes it the newest checkpoint.
  void end() throws IOException {
    writeHeader(turn + 1, 0);
    if (channel.size() > BYTES_MAX) channel.truncate(BYTES_MAX);
  }

  /// Makes the file again what it was before a save that did not end.
  void undo(Path checkpoint) throws IOException {
    if (!isUnderWay()) return;
    if (Files.exists(checkpoint)) {
      try (FileChannel channel = FileChannel.open(checkpoint, StandardOpenOption.WRITE)) {
        putBack(channel);
      }
    }
    end();
  }

  private void putBack(FileChannel checkpoint) throws IOException {
    for (int i = 0; isOfThisTurn(i); i++) {
      step.run();
      long page = entry.getLong(8);
      Zeros.write(checkpoint, entry.position(20), page * PagedVolume.PAGE_BYTES);
    }
    step.run();
    checkpoint.truncate(lengthBefore);
  }

  private boolean isOfThisTurn(int index) throws IOException {
    entry.clear();
    while (entry.hasRemaining()) {
      if (channel.read(entry, position(index) + entry.position()) < 0) return false;
    }
    return entry.getLong(0) == turn && entry.getInt(16) == entrySum();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
