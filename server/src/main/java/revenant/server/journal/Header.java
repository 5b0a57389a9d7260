package revenant.server.journal;

import static revenant.server.journal.AreaLayout.AT_AREA;
import static revenant.server.journal.AreaLayout.AT_BOOT;
import static revenant.server.journal.AreaLayout.AT_CHECK;
import static revenant.server.journal.AreaLayout.AT_CHECKED;
import static revenant.server.journal.AreaLayout.AT_CHECKED_END;
import static revenant.server.journal.AreaLayout.AT_EPOCH;
import static revenant.server.journal.AreaLayout.AT_FORMAT;
import static revenant.server.journal.AreaLayout.AT_KEY;
import static revenant.server.journal.AreaLayout.AT_MAGIC;
import static revenant.server.journal.AreaLayout.AT_STORE;
import static revenant.server.journal.AreaLayout.FORMAT;
import static revenant.server.journal.AreaLayout.HEADER_BYTES;
import static revenant.server.journal.AreaLayout.MAGIC;
import static revenant.server.journal.AreaLayout.NAME_BYTES_MAX;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32C;

/// What an area says of itself.
///
/// @param area which area it is
/// @param key a secret by which this area's journal records are known: bytes that a client once
///   wrote cannot pass for a record, wherever they turn up in a segment that is used again
/// @param epoch counts how often the journal was begun anew; segments of another epoch are
///   leftovers
/// @param bootId of the host's boot that the area belongs to
/// @param storeName the store plug-in it belongs to
record Header(UUID area, long key, int epoch, String bootId, String storeName) {
  private static final Path RANDOM = Path.of("/proc/sys/kernel/random/uuid");
  private static final String HOW_TO_GO_ON =
      "give it back to the server's user, or --clear sets the area aside and begins a new one";

  static Header fresh(String bootId, String storeName) {
    return new Header(random(), secret(), 1, bootId, storeName);
  }

  /// The bits that all such numbers have in common fall on others.
  private static long secret() {
    UUID random = random();
    return random.getMostSignificantBits() ^ Long.rotateLeft(random.getLeastSignificantBits(), 32);
  }

  /// The kernel's: Java's own generator takes as long as the rest of a new area.
  private static UUID random() {
    try {
      return UUID.fromString(Files.readString(RANDOM).strip());
    } catch (IOException without) {
      return UUID.randomUUID();
    }
  }

  /// The same area with a journal that begins anew.
  Header nextEpoch() {
    return new Header(area, secret(), epoch + 1, bootId, storeName);
  }

  Header withStore(String name) {
    return new Header(area, key, epoch, bootId, name);
  }

  /// Reads the file.
  ///
  /// @throws IOException one line that names the file and what to do
  static Header read(Path file) throws IOException {
    byte[] page = page(file);
    ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    if (page.length != HEADER_BYTES || buffer.getLong(AT_MAGIC) != MAGIC) {
      throw new IOException(file + " is not the header of a store area; --clear begins a new one");
    }
    int format = buffer.getInt(AT_FORMAT);
    if (format > FORMAT) {
      throw new IOException(
          file + " was written by a newer version (format " + format + "); use that, or --clear");
    }
    if (format != FORMAT || buffer.getInt(AT_CHECK) != check(page)) {
      throw new IOException(file + " is damaged; --clear sets the area aside and begins a new one");
    }
    return of(buffer);
  }

  private static byte[] page(Path file) throws IOException {
    if (!Files.isWritable(file))
      throw Unusable.of(file, new AccessDeniedException(file.toString()), HOW_TO_GO_ON);
    try {
      return Files.readAllBytes(file);
    } catch (IOException failed) {
      throw Unusable.of(file, failed, HOW_TO_GO_ON);
    }
  }

  private static Header of(ByteBuffer page) {
    UUID area = new UUID(page.getLong(AT_AREA), page.getLong(AT_AREA + Long.BYTES));
    return new Header(
        area,
        page.getLong(AT_KEY),
        page.getInt(AT_EPOCH),
        name(page, AT_BOOT),
        name(page, AT_STORE));
  }

  /// Puts this in the place of the file's fixed part, keeping the words after it. The new file
  /// replaces the old one in one step: after a crash there is the one or the other.
  void write(Storage storage, Path file) throws IOException {
    byte[] page = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    page = Arrays.copyOf(page, HEADER_BYTES);
    put(page);
    Path next = file.resolveSibling(file.getFileName() + ".new");
    try {
      storage.put(next, page);
      storage.move(next, file);
    } catch (IOException failed) {
      throw Unusable.unwritten(file, failed);
    }
  }

  private void put(byte[] page) {
    Arrays.fill(page, 0, AT_CHECKED_END, (byte) 0);
    ByteBuffer buffer = ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(AT_MAGIC, MAGIC).putInt(AT_FORMAT, FORMAT);
    buffer.putLong(AT_AREA, area.getMostSignificantBits());
    buffer.putLong(AT_AREA + Long.BYTES, area.getLeastSignificantBits());
    buffer.putLong(AT_KEY, key).putInt(AT_EPOCH, epoch);
    putName(buffer, AT_BOOT, bootId);
    putName(buffer, AT_STORE, storeName);
    buffer.putInt(AT_CHECK, check(page));
  }

  private static int check(byte[] page) {
    CRC32C crc = new CRC32C();
    crc.update(page, AT_CHECKED, AT_CHECKED_END - AT_CHECKED);
    return (int) crc.getValue();
  }

  private static void putName(ByteBuffer page, int at, String name) {
    byte[] octets = name.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(octets.length, NAME_BYTES_MAX);
    page.putInt(at, length).put(at + Integer.BYTES, octets, 0, length);
  }

  private static String name(ByteBuffer page, int at) {
    byte[] octets = new byte[page.getInt(at)];
    page.get(at + Integer.BYTES, octets);
    return new String(octets, StandardCharsets.UTF_8);
  }
}
