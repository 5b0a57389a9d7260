package revenant.store.mapdb;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.zip.CRC32C;
import org.mapdb.DataInput2;
import org.mapdb.volume.Volume;

/// The mapped file below a MapDB store. Every change of it is part of a save, and a save is all or
/// nothing: before the first change on a page the page goes to the [UndoLog].
///
/// MapDB's own write-ahead log is no help here: version 3.1.0 writes one and never reads it.
///
/// The file is made of slices: one page of checksums, then the 256 pages (1 MiB) that MapDB sees.
/// The checksum of a page of zeros is 0.
final class PagedVolume extends Volume {
  static final int PAGE_BYTES = 4096;
  private static final int PAGE_SHIFT = 12;
  private static final int SLICE_SHIFT = 20;
  private static final int SLICE_PAGES = 1 + (1 << (SLICE_SHIFT - PAGE_SHIFT));
  private static final long SLICE_BYTES = (long) SLICE_PAGES * PAGE_BYTES;
  private static final int SUM_OF_ZEROS = sum(ByteBuffer.allocate(PAGE_BYTES));

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final Path file;
  private final UndoLog undo;
  private final Runnable step;
  private final FileChannel channel;
  private final BitSet touched = new BitSet();
  private Arena arena = Arena.ofShared();
  private MemorySegment map = MemorySegment.NULL;
  private long pagesBefore;
  private boolean saving;

  private PagedVolume(Path file, UndoLog undo, Runnable step, StandardOpenOption how)
      throws IOException {
    this.file = file;
    this.undo = undo;
    this.step = step;
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, how);
  }

  /// A new file. Nobody reads it before it is renamed, so there is nothing to undo.
  static PagedVolume create(Path file, UndoLog undo, Runnable step) throws IOException {
    PagedVolume volume = new PagedVolume(file, undo, step, StandardOpenOption.CREATE_NEW);
    volume.saving = true;
    return volume;
  }

  /// A file that is whole: compares all checksums.
  static PagedVolume open(Path file, UndoLog undo, Runnable step) throws IOException {
    PagedVolume volume = new PagedVolume(file, undo, step, StandardOpenOption.WRITE);
    try {
      volume.remap();
      volume.verify();
      return volume;
    } catch (IOException | RuntimeException | Error e) {
      volume.close();
      throw e;
    }
  }

  /// Maps the file as long as it is now, until it is mapped again or closed.
  @SuppressWarnings("MustBeClosedChecker")
  private void remap() throws IOException {
    arena.close();
    arena = Arena.ofShared();
    map = channel.map(FileChannel.MapMode.READ_WRITE, 0, channel.size(), arena);
  }

  private void verify() throws IOException {
    if (map.byteSize() == 0 || map.byteSize() % SLICE_BYTES != 0) throw damage("its length");
    for (long page = 0; page < map.byteSize() / PAGE_BYTES; page++) {
      if (page % SLICE_PAGES != 0 && sumOf(page) != map.get(INT, sumPosition(page)))
        throw damage("page " + page);
    }
  }

  private IOException damage(String what) {
    return Damage.of(file, what);
  }

  private ByteBuffer page(long page) {
    return map.asSlice(page * PAGE_BYTES, PAGE_BYTES).asByteBuffer();
  }

  private int sumOf(long page) {
    return sum(page(page)) ^ SUM_OF_ZEROS;
  }

  private static int sum(ByteBuffer page) {
    CRC32C sum = new CRC32C();
    sum.update(page);
    return (int) sum.getValue();
  }

  private static long sumPosition(long page) {
    return page / SLICE_PAGES * SLICE_BYTES + page % SLICE_PAGES * Integer.BYTES;
  }

  /// How long the file is.
  long fileBytes() {
    return map.byteSize();
  }

  /// Begins a save.
  void begin() {
    pagesBefore = map.byteSize() / PAGE_BYTES;
    touched.clear();
    saving = true;
  }

  /// Writes the checksums of all that changed; the save is still open.
  void seal() {
    for (int page = touched.nextSetBit(0); page >= 0; page = touched.nextSetBit(page + 1)) {
      if (page % SLICE_PAGES == 0) continue;
      long position = sumPosition(page);
      touch(position, Integer.BYTES);
      map.set(INT, position, sumOf(page));
    }
    saving = false;
  }

  /// Whether MapDB may write `length` bytes at `position` of the file, once what stood there is
  /// safe.
  private void touch(long position, int length) {
    if (!saving) throw new IllegalStateException("a write outside a save");
    for (long page = position >> PAGE_SHIFT;
        page <= (position + length - 1) >> PAGE_SHIFT;
        page++) {
      if (touched.get((int) page)) continue;
      if (page < pagesBefore) keep(page);
      touched.set((int) page);
    }
    step.run();
  }

  private void keep(long page) {
    try {
      undo.keep(page, page(page));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where in the file the byte is that MapDB calls `offset`.
  private static long position(long offset) {
    return offset + (((offset >> SLICE_SHIFT) + 1) << PAGE_SHIFT);
  }

  private long touched(long offset, int length) {
    long position = position(offset);
    touch(position, length);
    return position;
  }

  @Override
  public void ensureAvailable(long end) {
    long slices = (end + (1 << SLICE_SHIFT) - 1) >> SLICE_SHIFT;
    if (slices * SLICE_BYTES <= map.byteSize()) return;
    try {
      step.run();
      Zeros.append(channel, slices * SLICE_BYTES);
      remap();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void putLong(long offset, long value) {
    map.set(LONG, touched(offset, Long.BYTES), value);
  }

  @Override
  public void putInt(long offset, int value) {
    map.set(INT, touched(offset, Integer.BYTES), value);
  }

  @Override
  public void putByte(long offset, byte value) {
    map.set(BYTE, touched(offset, 1), value);
  }

  @Override
  public void putData(long offset, byte[] from, int at, int length) {
    if (length == 0) return;
    MemorySegment.copy(from, at, map, BYTE, touched(offset, length), length);
  }

  @Override
  public void putData(long offset, ByteBuffer from) {
    byte[] bytes = new byte[from.remaining()];
    from.get(bytes);
    putData(offset, bytes, 0, bytes.length);
  }

  @Override
  public void clear(long from, long to) {
    if (from >= to) return;
    int length = Math.toIntExact(to - from);
    map.asSlice(touched(from, length), length).fill((byte) 0);
  }

  @Override
  public long getLong(long offset) {
    return map.get(LONG, position(offset));
  }

  @Override
  public int getInt(long offset) {
    return map.get(INT, position(offset));
  }

  @Override
  public byte getByte(long offset) {
    return map.get(BYTE, position(offset));
  }

  @Override
  public void getData(long offset, byte[] into, int at, int length) {
    MemorySegment.copy(map, BYTE, position(offset), into, at, length);
  }

  @Override
  public DataInput2 getDataInput(long offset, int length) {
    byte[] bytes = new byte[length];
    getData(offset, bytes, 0, length);
    return new DataInput2.ByteArray(bytes);
  }

  @Override
  public long length() {
    return (map.byteSize() / SLICE_BYTES) << SLICE_SHIFT;
  }

  @Override
  public int sliceSize() {
    return 1 << SLICE_SHIFT;
  }

  @Override
  public boolean isSliced() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public File getFile() {
    return file.toFile();
  }

  @Override
  public boolean getFileLocked() {
    return false;
  }

  /// Nothing: what is in the mapping is there for whoever opens the file next.
  @Override
  public void sync() {}

  @Override
  public void truncate(long length) {
    throw new UnsupportedOperationException();
  }

  /// Gives the file up as it is; a save that is under way is undone when it is opened again.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) return;
    try {
      arena.close();
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
