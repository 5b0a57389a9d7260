package revenant.server.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// A record into the journal, on tmpfs. What is full is given back at once, as if a checkpoint
/// covered it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class JournalBenchmark {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final int RELEASE_EVERY = 1024;

  /// The length of a record without its frame.
  @Param({"100", "2000"})
  public int bytes;

  private final Arena arena = Arena.ofShared();
  private final Encoder record = new Encoder();
  private Path folder;
  private Journal journal;

  /// Makes it.
  @Setup
  public void open() throws IOException {
    folder = Files.createTempDirectory(SHARED_MEMORY, "revenant-microbench");
    Header header = Header.fresh("boot", "benchmark");
    header.write(Storage.FILES, folder.resolve("header"));
    Words words = Words.map(Storage.FILES, folder.resolve("header"), arena);
    journal = Journal.open(Storage.FILES, folder, header, words, Sizes.DEFAULT);
    journal.replay(0, (_, _) -> {});
    journal.allocate();
    record.skip(Segment.FRAME_BYTES);
    for (int i = 0; i < bytes; i++) record.octet(i);
  }

  /// One record.
  @Benchmark
  public boolean append() {
    if (journal.position() % RELEASE_EVERY == 0) journal.release(journal.position());
    return journal.append(record);
  }

  /// Removes it.
  @TearDown
  public void remove() throws IOException {
    journal.close();
    arena.close();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) Files.delete(file);
    }
    Files.delete(folder);
  }
}
