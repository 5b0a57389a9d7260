package revenant.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Tree;

/// The server's own two checkpoint files, written in turns, so that one is always whole. Their room
/// is taken before it is needed: whatever state was admitted can be saved here even when the file
/// system is full and the store plug-in fails, and so the journal can always be used again.
///
/// The header is taken back before the body is written and put there after it: killed in between,
/// the file counts as empty.
final class Room implements AutoCloseable {
  private static final int HEADER_BYTES = 64;
  private static final long MAGIC = 0x314D4F4F524E5652L; // RVNROOM1
  private static final int AT_FORMAT = 8;
  private static final int AT_BODY_CHECK = 12;
  private static final int AT_AREA = 16;
  private static final int AT_POSITION = 32;
  private static final int AT_LENGTH = 40;
  private static final int AT_CHECK = 48;
  private static final long RETRY_NANOS = 100_000_000;
  private static final long FIXED_BYTES = 64 << 10;

  private final Storage storage;
  private final UUID area;
  private final FileChannel[] files;
  private final Path[] paths;
  private final long[] positions = {-1, -1};
  private final Encoder encoder = new Encoder();
  private volatile long capacity;
  private volatile long beside = FIXED_BYTES;
  private long refusedUntil = System.nanoTime();

  private Room(Storage storage, UUID area, Path[] paths, FileChannel[] files) {
    this.storage = storage;
    this.area = area;
    this.paths = paths;
    this.files = files;
  }

  static Room open(Storage storage, Path folder, UUID area) throws IOException {
    Path[] paths = {folder.resolve(AreaLayout.ROOM + "a"), folder.resolve(AreaLayout.ROOM + "b")};
    FileChannel[] files = new FileChannel[paths.length];
    for (int i = 0; i < paths.length; i++)
      files[i] =
          Unusable.opened(
              storage,
              paths[i],
              "give it back to the server's user, or --salvage goes on without it",
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
    Room room = new Room(storage, area, paths, files);
    room.measure();
    return room;
  }

  private void measure() throws IOException {
    capacity = Math.min(files[0].size(), files[1].size()) - HEADER_BYTES;
  }

  /// Takes room for checkpoints of `bytes` bytes.
  ///
  /// @throws IOException if the file system is full
  synchronized void reserve(long bytes) throws IOException {
    if (bytes <= capacity) return;
    for (FileChannel file : files) Zeros.extend(storage, file, HEADER_BYTES + bytes);
    measure();
  }

  /// Gives back what a failed growth left in the first file alone.
  private void level() throws IOException {
    for (FileChannel file : files) storage.truncate(file, HEADER_BYTES + capacity);
  }

  /// How many bytes a checkpoint may take.
  long capacity() {
    return capacity;
  }

  /// Remembers what a checkpoint needs for all but the clients' tree.
  void reserveBeside(long bytes) {
    beside = FIXED_BYTES + 2 * bytes;
  }

  /// The position of the newer checkpoint, or -1.
  synchronized long newest() {
    return Math.max(positions[0], positions[1]);
  }

  /// Whether a checkpoint of a clients' tree of `bytes` bytes fits, or can be made to fit. Asks the
  /// file system only when it does not fit yet, and after a refusal not again for a while.
  boolean admits(long bytes) {
    return bytes + beside <= capacity || grow(bytes + beside);
  }

  /// What a checkpoint of a clients' tree of `bytes` bytes needs in all.
  long needed(long bytes) {
    return bytes + beside;
  }

  /// Whether the room should be larger soon, for a clients' tree of `bytes` bytes: long before it
  /// is too small, and not right after it grew.
  boolean isTight(long bytes) {
    return 3 * (bytes + beside) > 2 * capacity;
  }

  /// Takes twice the room that is needed, or just that, if there is no more.
  synchronized boolean grow(long bytes) {
    if (System.nanoTime() - refusedUntil < 0) return bytes <= capacity;
    if (!reserves(2 * bytes) && !reserves(bytes)) refusedUntil = System.nanoTime() + RETRY_NANOS;
    return bytes <= capacity;
  }

  private boolean reserves(long bytes) {
    try {
      reserve(bytes);
      return true;
    } catch (IOException full) {
      return leveled();
    }
  }

  private boolean leveled() {
    try {
      level();
    } catch (IOException stays) {
      // The first file keeps what it took; nothing depends on it.
    }
    return false;
  }

  /// Saves a checkpoint over the older of the two.
  ///
  /// @throws IOException if it does not fit or the file system fails
  synchronized void save(Checkpoint checkpoint) throws IOException {
    if (checkpoint.journalPosition() > Math.max(positions[0], positions[1]))
      write(checkpoint, older());
  }

  /// Saves a checkpoint as the only one, whatever the others say.
  synchronized void replace(Checkpoint checkpoint) throws IOException {
    int index = older();
    write(checkpoint, index);
    erase(1 - index);
  }

  private int older() {
    return positions[0] <= positions[1] ? 0 : 1;
  }

  private void write(Checkpoint checkpoint, int index) throws IOException {
    Tree tree = checkpoint.tree();
    if (tree.root().bytes() > capacity) reserve(length(tree));
    erase(index);
    Body body = new Body(files[index]);
    Trees.encode(encoder, tree, body);
    storage.write(files[index], header(checkpoint, body), 0);
    positions[index] = checkpoint.journalPosition();
  }

  /// What a checkpoint takes to the byte, which is less than can be said beforehand.
  private long length(Tree tree) throws IOException {
    long[] length = {0};
    Trees.encode(encoder, tree, piece -> length[0] += piece.remaining());
    return length[0];
  }

  /// What follows the header in a file, while it is written.
  private final class Body implements Trees.Sink {
    private final FileChannel file;
    private final CRC32C crc = new CRC32C();
    private long length;

    Body(FileChannel file) {
      this.file = file;
    }

    @Override
    public void take(ByteBuffer piece) throws IOException {
      int bytes = piece.remaining();
      crc.update(piece.duplicate());
      storage.write(file, piece, HEADER_BYTES + length);
      length += bytes;
    }
  }

  private void erase(int index) throws IOException {
    positions[index] = -1;
    storage.write(files[index], ByteBuffer.allocate(HEADER_BYTES), 0);
  }

  private ByteBuffer header(Checkpoint checkpoint, Body body) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(0, MAGIC).putInt(AT_FORMAT, checkpoint.format());
    header.putInt(AT_BODY_CHECK, (int) body.crc.getValue());
    header.putLong(AT_AREA, checkpoint.area().getMostSignificantBits());
    header.putLong(AT_AREA + Long.BYTES, checkpoint.area().getLeastSignificantBits());
    header.putLong(AT_POSITION, checkpoint.journalPosition());
    header.putLong(AT_LENGTH, body.length);
    return header.putInt(AT_CHECK, check(header.slice(0, AT_CHECK)));
  }

  private static int check(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  /// The newer of the two checkpoints that is whole; what is wrong with the other goes to
  /// `problems`.
  synchronized Optional<Checkpoint> load(Problems problems) throws IOException {
    ByteBuffer[] headers = {header(0, problems), header(1, problems)};
    for (int i = 0; i < files.length; i++)
      positions[i] = headers[i] == null ? -1 : headers[i].getLong(AT_POSITION);
    int newer = 1 - older();
    Checkpoint found = load(newer, headers[newer], problems);
    return Optional.ofNullable(
        found == null ? load(1 - newer, headers[1 - newer], problems) : found);
  }

  private @Nullable ByteBuffer header(int index, Problems problems) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(Storage.read(files[index], 0, HEADER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    if (header.getLong(0) == 0) return null;
    if (header.getLong(0) != MAGIC || header.getInt(AT_CHECK) != check(header.slice(0, AT_CHECK))) {
      problems.found(paths[index] + " is damaged at byte 0");
      return null;
    }
    return header;
  }

  private @Nullable Checkpoint load(int index, @Nullable ByteBuffer header, Problems problems)
      throws IOException {
    if (header == null) return null;
    Checkpoint found = read(index, header, problems);
    if (found == null) positions[index] = -1;
    return found;
  }

  private @Nullable Checkpoint read(int index, ByteBuffer header, Problems problems)
      throws IOException {
    long length = header.getLong(AT_LENGTH);
    byte[] body = Storage.read(files[index], HEADER_BYTES, Math.min(length, Integer.MAX_VALUE));
    if (check(ByteBuffer.wrap(body)) != header.getInt(AT_BODY_CHECK)) {
      problems.found(paths[index] + " is damaged after byte " + HEADER_BYTES);
      return null;
    }
    UUID owner = new UUID(header.getLong(AT_AREA), header.getLong(AT_AREA + Long.BYTES));
    if (!owner.equals(area)) {
      problems.found(paths[index] + " holds a checkpoint of another area");
      return null;
    }
    int format = header.getInt(AT_FORMAT);
    StateTree.accept(paths[index].toString(), area, owner, format);
    return new Checkpoint(owner, header.getLong(AT_POSITION), format, decoded(paths[index], body));
  }

  private static Tree decoded(Path path, byte[] body) throws IOException {
    try {
      return Trees.decode(new Decoder(body));
    } catch (Damage damage) {
      throw new IOException(
          path + " cannot be read: " + damage.getMessage() + "; --salvage goes on without it",
          damage);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (FileChannel file : files) file.close();
  }

  /// Told of what is wrong but not fatal.
  @FunctionalInterface
  interface Problems {
    /// `what` is one line without an end.
    void found(String what);
  }
}
