package revenant.server.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder on the persistent memory area, held by one process at a time. Its lock is the
/// operating system's, so that it ends with the process, however that ends.
///
/// An area without a header is none: when an area is set aside its header goes first, and what is
/// left without one after a crash is set aside too.
final class Area implements AutoCloseable {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final long GONE_NANOS_MAX = 5_000_000_000L;
  private static final long RETRY_MILLIS = 5;

  private final Storage storage;
  private final Path folder;
  private final FileChannel lock;
  private Header header;
  private boolean isAsideOurs;

  private Area(Storage storage, Path folder, FileChannel lock, Header header) {
    this.storage = storage;
    this.folder = folder;
    this.lock = lock;
    this.header = header;
  }

  /// Locks the area in `folder`, making it if it is not there or not to be used.
  ///
  /// @throws IOException one line
  static Area open(
      Storage storage, Path folder, String storeName, boolean isClearing, Consumer<String> log)
      throws IOException {
    create(storage, folder);
    FileChannel lock = lock(storage, folder);
    try {
      Header header = header(storage, folder, storeName, isClearing, bootId(), log);
      return new Area(storage, folder, lock, header);
    } catch (Throwable failed) {
      lock.close();
      throw failed;
    }
  }

  private static void create(Storage storage, Path folder) throws IOException {
    try {
      Path parent = folder.toAbsolutePath().getParent();
      if (parent != null) storage.createFolders(parent);
      storage.createFolder(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (FileAlreadyExistsException there) {
      if (!Files.isDirectory(folder)) throw new IOException(folder + " is not a folder", there);
    }
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException unknown) {
      return "";
    }
  }

  private static FileChannel lock(Storage storage, Path folder) throws IOException {
    Path file = folder.resolve(AreaLayout.LOCK);
    FileChannel channel =
        Unusable.opened(
            storage,
            file,
            "remove it if no server runs",
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    try {
      long begin = System.nanoTime();
      while (!isLocked(channel)) {
        String owner = owner(channel);
        if (isAlive(owner) || System.nanoTime() - begin > GONE_NANOS_MAX)
          throw new IOException(folder + " is in use by the server with pid " + owner);
        pause();
      }
      writePid(storage, file, channel);
      return channel;
    } catch (Throwable failed) {
      channel.close();
      throw failed;
    }
  }

  private static boolean isLocked(FileChannel channel) throws IOException {
    try {
      @Nullable FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException ours) {
      return false;
    }
  }

  /// A killed process has its lock a moment longer than its pid.
  private static boolean isAlive(String pid) {
    try {
      return ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::isAlive).orElse(false);
    } catch (NumberFormatException unknown) {
      return false;
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(RETRY_MILLIS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
  }

  private static void writePid(Storage storage, Path file, FileChannel channel) throws IOException {
    String text = ProcessHandle.current().pid() + "\n";
    try {
      storage.truncate(channel, 0);
      storage.write(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
    } catch (IOException failed) {
      throw Unusable.unwritten(file, failed);
    }
  }

  private static Header header(
      Storage storage,
      Path folder,
      String storeName,
      boolean isClearing,
      String bootId,
      Consumer<String> log)
      throws IOException {
    Path file = folder.resolve(AreaLayout.HEADER);
    if (!Files.exists(file)) {
      finishSettingAside(storage, folder, isClearing);
      return begin(storage, folder, storeName, bootId, log);
    }
    if (isClearing) {
      log.accept("beginning with an empty store; the old one is in " + aside(folder));
      setAside(storage, folder);
      return begin(storage, folder, storeName, bootId, log);
    }
    Header header = Header.read(file);
    if (header.bootId().equals(bootId)) return header;
    log.accept("the host was booted since; the old store is in " + aside(folder));
    setAside(storage, folder);
    return begin(storage, folder, storeName, bootId, log);
  }

  private static Header begin(
      Storage storage, Path folder, String storeName, String bootId, Consumer<String> log)
      throws IOException {
    String type = Files.getFileStore(folder).type();
    if (!type.equals("tmpfs") && !type.equals("ramfs"))
      log.accept(folder + " is on " + type + ", not on tmpfs: it works, but the disk will be busy");
    Header header = Header.fresh(bootId, storeName);
    header.write(storage, folder.resolve(AreaLayout.HEADER));
    return header;
  }

  private static Path aside(Path folder) {
    return folder.resolve(AreaLayout.ASIDE);
  }

  /// Moves everything but the lock to the folder for that, whose older contents go. Killed at any
  /// point it is done again, or finished, by the next start.
  private static void setAside(Storage storage, Path folder) throws IOException {
    Path aside = aside(folder);
    delete(storage, aside);
    storage.createFolder(aside);
    storage.move(folder.resolve(AreaLayout.HEADER), aside.resolve(AreaLayout.HEADER));
    moveRest(storage, folder);
  }

  private static void finishSettingAside(Storage storage, Path folder, boolean isForced)
      throws IOException {
    List<Path> left = contents(folder);
    if (left.isEmpty()) return;
    boolean isBegun = Files.exists(aside(folder).resolve(AreaLayout.HEADER));
    if (!isBegun && !isForced)
      throw new IOException(
          folder.resolve(AreaLayout.HEADER)
              + " is missing beside "
              + left.getFirst().getFileName()
              + "; --clear sets that aside and begins a new store");
    storage.createFolders(aside(folder));
    moveRest(storage, folder);
  }

  private static void moveRest(Storage storage, Path folder) throws IOException {
    for (Path file : contents(folder)) {
      Path to = aside(folder).resolve(file.getFileName().toString());
      delete(storage, to);
      storage.move(file, to);
    }
  }

  /// What belongs to the area beside its header.
  private static List<Path> contents(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.startsWith(AreaLayout.JOURNAL)
            || name.startsWith(AreaLayout.ROOM)
            || name.equals(AreaLayout.STORE)) found.add(file);
      }
    }
    return found;
  }

  private static void delete(Storage storage, Path top) throws IOException {
    if (!Files.exists(top)) return;
    try (Stream<Path> all = Files.walk(top)) {
      for (Path path : all.toList().reversed()) storage.delete(path);
    }
  }

  /// Moves what cannot be read and changed to where things are set aside, in place of what is
  /// there.
  void setUnusableAside(Consumer<String> log) throws IOException {
    for (Path file : contents(folder)) {
      if (file.endsWith(AreaLayout.STORE) || Unusable.isNot(file)) continue;
      beginAside();
      storage.move(file, aside(folder).resolve(file.getFileName().toString()));
      log.accept("salvaging: " + file + " cannot be used; it is in " + aside(folder));
    }
  }

  /// Once in a salvage.
  private void beginAside() throws IOException {
    if (isAsideOurs) return;
    delete(storage, aside(folder));
    storage.createFolder(aside(folder));
    isAsideOurs = true;
  }

  /// Copies header, journal and the server's own checkpoints to where things are set aside, in
  /// place of what is there.
  void copyAside() throws IOException {
    beginAside();
    Path aside = aside(folder);
    List<Path> files = contents(folder);
    files.add(folder.resolve(AreaLayout.HEADER));
    for (Path file : files)
      if (Files.isRegularFile(file))
        storage.copy(file, aside.resolve(file.getFileName().toString()));
  }

  /// Moves a store's folder to where things are set aside.
  void setStoreAside(String storeName) throws IOException {
    Path from = storeFolder(storeName);
    if (!Files.exists(from)) return;
    Path stores = aside(folder).resolve(AreaLayout.STORE);
    Path to = stores.resolve(storeName);
    delete(storage, to);
    storage.createFolders(stores);
    storage.move(from, to);
  }

  /// Gives up what was set aside, when room is needed. True if there was something.
  boolean forgetAside() throws IOException {
    boolean isThere = Files.exists(aside(folder));
    delete(storage, aside(folder));
    return isThere;
  }

  Path folder() {
    return folder;
  }

  Path storeFolder(String storeName) {
    return storeFolder(folder, storeName);
  }

  static Path storeFolder(Path folder, String storeName) {
    return folder.resolve(AreaLayout.STORE).resolve(storeName);
  }

  Header header() {
    return header;
  }

  Path headerFile() {
    return folder.resolve(AreaLayout.HEADER);
  }

  /// Replaces the header in one step.
  void become(Header changed) throws IOException {
    changed.write(storage, headerFile());
    header = changed;
  }

  /// Gives the lock up.
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
