package revenant.bench.subject;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder on tmpfs and the processes that work there. Both end with it, also when the program is
/// interrupted. For any thread.
public final class Workshop implements AutoCloseable {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private final Path folder;
  private final List<Process> processes = new ArrayList<>();
  private final Thread atEnd = new Thread(this::clear);
  private int folders;
  private boolean isClosed;

  /// The name is short: that of a socket has at most 107 bytes.
  public Workshop() throws IOException {
    String name = "rvb" + ProcessHandle.current().pid() + "-";
    folder =
        Files.isWritable(SHARED_MEMORY)
            ? Files.createTempDirectory(SHARED_MEMORY, name)
            : Files.createTempDirectory(name);
    Runtime.getRuntime().addShutdownHook(atEnd);
  }

  /// A new folder.
  public synchronized Path newFolder() throws IOException {
    if (isClosed) throw closed();
    return Files.createDirectory(folder.resolve("" + ++folders));
  }

  /// Starts a process that ends with this.
  public synchronized Process start(ProcessBuilder builder) throws IOException {
    if (isClosed) throw closed();
    processes.removeIf(process -> !process.isAlive());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  private static IOException closed() {
    return new IOException("interrupted");
  }

  /// Whether it has ended, and nothing else is worth telling.
  public synchronized boolean isClosed() {
    return isClosed;
  }

  /// Removes a folder and all in it, whatever is changed there meanwhile.
  static void remove(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private synchronized void clear() {
    if (isClosed) return;
    isClosed = true;
    for (Process process : processes) process.destroyForcibly();
    try {
      for (Process process : processes) process.waitFor();
      remove(folder);
    } catch (IOException failure) {
      System.err.println("bench: " + folder + " is left: " + failure.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    clear();
    try {
      Runtime.getRuntime().removeShutdownHook(atEnd);
    } catch (IllegalStateException _) {
      // It runs already.
    }
  }
}
