package revenant.store.jgit;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.EmptyProgressMonitor;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.storage.pack.PackConfig;

/// Writes objects that older packs have into a new pack.
final class Repack {
  private static final int CHECKSUM = 20;
  private static final int WINDOW = 5;
  private static final int DEPTH_MAX = 20;
  private static final int CACHE_BYTES = 1 << 20;

  private Repack() {}

  /// The versions of a folder differ by one entry: written as differences they take a tenth.
  static PackConfig small() {
    PackConfig config = fast();
    config.setDeltaCompress(true);
    config.setReuseDeltas(true);
    // Of an object that it may copy as it is, JGit believes that differences were tried in vain.
    config.setReuseObjects(false);
    return config;
  }

  /// Every object by itself: what every start reads.
  static PackConfig fast() {
    PackConfig config = new PackConfig();
    config.setThreads(1);
    config.setCompressionLevel(1);
    config.setDeltaCompress(false);
    config.setReuseDeltas(false);
    config.setDeltaSearchWindowSize(WINDOW);
    config.setMaxDeltaDepth(DEPTH_MAX);
    config.setDeltaCacheSize(CACHE_BYTES);
    config.setBuildBitmaps(false);
    config.setIndexVersion(2);
    return config;
  }

  /// Writes `objects` and puts the pack in its place.
  ///
  /// @throws CancellationException if `isOver` says that there is no time left
  static Path write(
      GitFolder git,
      Packs packs,
      List<RevObject> objects,
      PackConfig config,
      BooleanSupplier isOver)
      throws IOException {
    Path pack = git.objects().resolve("repack.tmp");
    Path index = git.objects().resolve("reidx.tmp");
    try (PackWriter writer = new PackWriter(config, packs.newReader())) {
      writer.setDeltaBaseAsOffset(true);
      writer.preparePack(objects.iterator());
      ProgressMonitor monitor = untilOver(isOver);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(pack))) {
        writer.writePack(monitor, monitor, out);
      }
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(index))) {
        writer.writeIndex(out);
      }
      return NewPack.publish(git, pack, index, checksum(pack));
    } finally {
      Files.deleteIfExists(pack);
      Files.deleteIfExists(index);
    }
  }

  private static byte[] checksum(Path pack) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(pack.toFile(), "r")) {
      byte[] checksum = new byte[CHECKSUM];
      file.seek(file.length() - CHECKSUM);
      file.readFully(checksum);
      return checksum;
    }
  }

  /// Ends the work by an exception: JGit itself asks only now and then whether it should stop.
  private static ProgressMonitor untilOver(BooleanSupplier isOver) {
    return new EmptyProgressMonitor() {
      @Override
      public void update(int completed) {
        if (isOver.getAsBoolean()) throw new CancellationException();
      }
    };
  }
}
