package revenant.server.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import revenant.api.memory.Memory;

/// Real files, of which every change is counted. What one process opened and mapped is closed when
/// it ends, however it ends.
final class CountedStorage extends Storage implements AutoCloseable {
  private final Countdown countdown;
  private final boolean isMarkedFirst;
  private final Arena arena = Arena.ofConfined();
  private final List<FileChannel> files = new ArrayList<>();

  CountedStorage(Countdown countdown, boolean isMarkedFirst) {
    this.countdown = countdown;
    this.isMarkedFirst = isMarkedFirst;
  }

  @Override
  FileChannel open(Path file, OpenOption... options) throws IOException {
    Set<OpenOption> all = Set.of(options);
    boolean isChange =
        all.contains(StandardOpenOption.TRUNCATE_EXISTING)
            || (all.contains(StandardOpenOption.CREATE) && !Files.exists(file));
    if (isChange) countdown.whole(() -> super.open(file, options).close());
    FileChannel opened = super.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    files.add(opened);
    return opened;
  }

  @Override
  void write(FileChannel file, ByteBuffer bytes, long at) {
    ByteBuffer all = bytes.slice();
    bytes.position(bytes.limit());
    countdown.written(all.remaining(), (from, to) -> writeReally(file, all, at, from, to));
  }

  private void writeReally(FileChannel file, ByteBuffer bytes, long at, int from, int to) {
    try {
      super.write(file, bytes.slice(from, to - from), at + from);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  void truncate(FileChannel file, long size) throws IOException {
    if (file.size() > size) countdown.whole(() -> super.truncate(file, size));
  }

  @Override
  Memory map(FileChannel file, long size, Arena ignored) throws IOException {
    ByteBuffer bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena).asByteBuffer();
    return new CountedMemory(countdown, bytes, isMarkedFirst);
  }

  @Override
  void move(Path from, Path to) throws IOException {
    countdown.whole(() -> super.move(from, to));
  }

  @Override
  void copy(Path from, Path to) throws IOException {
    countdown.whole(() -> super.copy(from, to));
  }

  @Override
  void delete(Path file) throws IOException {
    if (Files.exists(file)) countdown.whole(() -> super.delete(file));
  }

  @Override
  void createFolder(Path folder, FileAttribute<?>... attributes) throws IOException {
    countdown.whole(() -> super.createFolder(folder, attributes));
  }

  @Override
  void createFolders(Path folder) throws IOException {
    if (!Files.exists(folder)) countdown.whole(() -> super.createFolders(folder));
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) file.close();
    arena.close();
  }
}
