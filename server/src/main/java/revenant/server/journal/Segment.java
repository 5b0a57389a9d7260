package revenant.server.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32C;
import revenant.api.memory.Memory;

/// A file of the journal, mapped into memory.
///
/// The header says which record comes first. That word has a check of its own, which is 0 while the
/// segment is free: it is taken back when a checkpoint covers the records, and set after the word
/// when the segment is used again. So a check that is neither right nor 0 is damage, never the trace
/// of a kill.
///
/// A record begins at a multiple of eight bytes:
///
///     mark     8 bytes   its position, XOR the area's key: written last
///     check    4 bytes   CRC-32C of what follows
///     length   4 bytes   of the payload
///     payload
///
/// A killed process leaves no mark, so that the bytes under it do not count; a mark above bytes that
/// fail the check is damage. A segment that is used again is full of old records, which have lower
/// positions than the one that is looked for.
final class Segment {
  static final int HEADER_BYTES = 64;
  static final int FRAME_BYTES = 16;
  static final long FREE = -1;

  private static final long MAGIC = 0x314C4E52554F4A52L; // RJOURNL1
  private static final int FORMAT = 1;
  private static final int AT_FORMAT = 8;
  private static final int AT_CHECK = 12;
  private static final int AT_AREA = 16;
  private static final int AT_FIRST = 32;
  private static final int AT_FIRST_CHECK = 40;
  private static final long VALID = 1L << 32;
  private static final int AT_LENGTH = 12;

  private final Storage storage;
  private final Path file;
  private final Arena arena;
  private final Memory map;
  private final long key;
  private long first;

  private Segment(Storage storage, Path file, Arena arena, Memory map, long key) {
    this.storage = storage;
    this.file = file;
    this.arena = arena;
    this.map = map;
    this.key = key;
    this.first = FREE;
  }

  /// Makes a file of `size` bytes that was never used. It gets its name when it is whole.
  static Segment create(Storage storage, Path file, Header header, int size) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        storage.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      Zeros.extend(storage, channel, size);
      Segment segment = mapped(storage, file, channel, header.key());
      segment.label(header.area());
      storage.move(part, file);
      return segment;
    } catch (IOException failed) {
      storage.delete(part);
      throw failed;
    }
  }

  static Segment open(Storage storage, Path file, Header header) throws IOException {
    try (FileChannel channel =
        Unusable.opened(
            storage,
            file,
            "give it back to the server's user, or --salvage serves what is intact before it",
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      if (channel.size() < HEADER_BYTES) throw damaged(file, 0);
      Segment segment = mapped(storage, file, channel, header.key());
      try {
        segment.check(header.area());
        segment.first = segment.readFirst();
        return segment;
      } catch (IOException failed) {
        segment.close();
        throw failed;
      }
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // the segment closes it
  private static Segment mapped(Storage storage, Path file, FileChannel channel, long key)
      throws IOException {
    Arena arena = Arena.ofShared();
    Memory map = storage.map(channel, channel.size(), arena);
    return new Segment(storage, file, arena, map, key);
  }

  private void label(UUID area) {
    map.putLong(0, MAGIC);
    map.putInt(AT_FORMAT, FORMAT);
    map.putLong(AT_AREA, area.getMostSignificantBits());
    map.putLong(AT_AREA + Long.BYTES, area.getLeastSignificantBits());
    map.putInt(AT_CHECK, headerCheck());
  }

  private void check(UUID area) throws IOException {
    if (map.getLong(0) != MAGIC || map.getInt(AT_CHECK) != headerCheck()) throw damaged(file, 0);
    if (map.getInt(AT_FORMAT) > FORMAT)
      throw new IOException(file + " was written by a newer version; use that, or --clear");
    if (!area.equals(new UUID(map.getLong(AT_AREA), map.getLong(AT_AREA + Long.BYTES))))
      throw new IOException(file + " belongs to another area; move it away and use --salvage");
  }

  private int headerCheck() {
    CRC32C crc = new CRC32C();
    crc.update(map.view(0, AT_CHECK));
    crc.update(map.view(AT_AREA, AT_FIRST - AT_AREA));
    return (int) crc.getValue();
  }

  private long readFirst() throws IOException {
    long check = map.getLong(AT_FIRST_CHECK);
    long position = map.getLong(AT_FIRST);
    if (check == 0) return FREE;
    if (check != firstCheck(position)) throw damaged(file, AT_FIRST);
    return position;
  }

  private long firstCheck(long position) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(2 * Long.BYTES).putLong(key).putLong(position).flip());
    return VALID | crc.getValue();
  }

  /// Nobody needs the records any more. After what was freed before: the segments that are left
  /// must have no gap between them.
  void free() {
    map.putLongRelease(AT_FIRST_CHECK, 0);
    first = FREE;
  }

  /// From now on the segment, which was free, holds records from `position` on.
  void begin(long position) {
    map.putLong(AT_FIRST, position);
    map.putLongRelease(AT_FIRST_CHECK, firstCheck(position));
    first = position;
  }

  Path file() {
    return file;
  }

  int size() {
    return map.size();
  }

  /// The position of the first record, or [#FREE].
  long first() {
    return first;
  }

  /// How many bytes a record takes.
  static int padded(int bytes) {
    return (bytes + 7) & ~7;
  }

  boolean fits(int at, int bytes) {
    return bytes <= map.size() - at;
  }

  /// Writes a record whose first [#FRAME_BYTES] bytes were left free.
  void put(int at, byte[] record, int length, long position, CRC32C crc) {
    int payload = length - FRAME_BYTES;
    putInt(record, AT_LENGTH, payload);
    crc.reset();
    crc.update(record, AT_LENGTH, length - AT_LENGTH);
    putInt(record, Long.BYTES, (int) crc.getValue());
    map.put(at + Long.BYTES, record, Long.BYTES, length - Long.BYTES);
    // What is left of an older record's mark could be taken for a later record's.
    for (int i = at + length; i < at + padded(length); i++) map.put(i, (byte) 0);
    // Killed here, the record was never written.
    map.putLongRelease(at, position ^ key);
  }

  private static void putInt(byte[] record, int at, int value) {
    record[at] = (byte) value;
    record[at + 1] = (byte) (value >> 8);
    record[at + 2] = (byte) (value >> 16);
    record[at + 3] = (byte) (value >> 24);
  }

  /// Whether the mark of a record with this position is at `at`.
  boolean isMarked(int at, long position) {
    return at + FRAME_BYTES <= map.size() && map.getLong(at) == (position ^ key);
  }

  /// The payload's length at `at`, or -1 if the record there fails its check.
  int checkedLength(int at) {
    int length = map.getInt(at + AT_LENGTH);
    if (length < 0 || length > map.size() - at - FRAME_BYTES) return -1;
    CRC32C crc = new CRC32C();
    crc.update(map.view(at + AT_LENGTH, length + FRAME_BYTES - AT_LENGTH));
    return (int) crc.getValue() == map.getInt(at + Long.BYTES) ? length : -1;
  }

  byte[] payload(int at, int length) {
    byte[] payload = new byte[length];
    map.get(at + FRAME_BYTES, ByteBuffer.wrap(payload), 0, length);
    return payload;
  }

  /// Whether a whole record with a position after `position` stands anywhere from `at` on.
  boolean holdsLater(int at, long position) {
    for (int i = at; i + FRAME_BYTES <= map.size(); i += Long.BYTES) {
      long found = map.getLong(i) ^ key;
      if (found > position && found - position <= map.size() && checkedLength(i) >= 0) return true;
    }
    return false;
  }

  IOException damaged(int at) {
    return damaged(file, at);
  }

  private static IOException damaged(Path file, int at) {
    return new IOException(
        file + " is damaged at byte " + at + "; --salvage serves what is intact before it");
  }

  /// Unmaps the file.
  void close() {
    arena.close();
  }

  void delete() throws IOException {
    close();
    storage.delete(file);
  }
}
