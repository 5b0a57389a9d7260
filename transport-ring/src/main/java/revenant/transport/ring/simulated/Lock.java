package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import revenant.transport.ring.hypervisor.Errno;
import revenant.transport.ring.hypervisor.LibC;

/// A lock on a file, which the kernel gives back when its holder dies. Unlike those of
/// `java.nio.channels` it has a holder of its own also within one process.
record Lock(int file) implements AutoCloseable {
  /// Waits for it.
  static Lock waitFor(Path path) throws IOException {
    return tryTo(path, LibC.LOCK_EX).orElseThrow();
  }

  /// Takes it if nobody has it.
  static Optional<Lock> tryAlone(Path path) throws IOException {
    return tryTo(path, LibC.LOCK_EX | LibC.LOCK_NB);
  }

  /// Takes it together with others, if nobody has it alone.
  static Optional<Lock> tryShared(Path path) throws IOException {
    return tryTo(path, LibC.LOCK_SH | LibC.LOCK_NB);
  }

  private static Optional<Lock> tryTo(Path path, int operation) throws IOException {
    int file = LibC.open(path.toString(), LibC.O_RDWR | LibC.O_CLOEXEC);
    if (file < 0) throw failure(path);
    while (LibC.flock(file, operation) != 0) {
      String errno = Errno.last();
      if (errno.equals("EINTR")) continue;
      LibC.close(file);
      if (errno.equals("EAGAIN")) return Optional.empty();
      throw new IOException("cannot lock " + path + ": " + errno);
    }
    return Optional.of(new Lock(file));
  }

  private static IOException failure(Path path) {
    String errno = Errno.last();
    if (errno.equals("ENOENT")) return new NoSuchFileException(path.toString());
    return new IOException("cannot open " + path + ": " + errno);
  }

  @Override
  public void close() {
    LibC.close(file);
  }
}
