package revenant.launcher.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The words of the area's header that tell what the process is doing, or was when it was killed:
/// `revenant.server.journal.AreaLayout` says where they are.
final class Phases implements AutoCloseable {
  private static final int APPENDED = 272;
  private static final int IN_SEGMENT_CHANGE = 280;
  private static final int SUSPECT_DEATHS = 336;
  private static final int IN_RECOVERY = 376;
  private static final int STARTS = 384;
  private static final int IN_CHECKPOINT = 512;
  private static final int STORE_SAVED = 520;

  private final FileChannel header;
  private final ByteBuffer word =
      ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  private Phases(FileChannel header) {
    this.header = header;
  }

  static Phases of(Path area) throws IOException {
    return new Phases(FileChannel.open(area.resolve("header"), StandardOpenOption.READ));
  }

  /// What a kill may fall into.
  enum Phase {
    CHECKPOINT(IN_CHECKPOINT, "checkpoint"),
    RECOVERY(IN_RECOVERY, "recovery"),
    SEGMENT_CHANGE(IN_SEGMENT_CHANGE, "segment-change");

    private final int at;
    private final String label;

    Phase(int at, String label) {
      this.at = at;
      this.label = label;
    }

    /// Makes it last, so that a kill can be aimed at it.
    String slowly(int millis) {
      return "-Drevenant.at." + label + "=rest:" + millis;
    }
  }

  boolean isIn(Phase phase) throws IOException {
    return word(phase.at) != 0;
  }

  /// Whether the process that was last died while it executed a request.
  boolean isSuspecting() throws IOException {
    return word(SUSPECT_DEATHS) != 0;
  }

  /// Whether the store has all that the journal has.
  boolean isStoreCaughtUp() throws IOException {
    return storeSaved() == appended() || appended() == 0;
  }

  /// How many times the area was opened; by then it is in recovery.
  long starts() throws IOException {
    return word(STARTS);
  }

  long appended() throws IOException {
    return word(APPENDED);
  }

  long storeSaved() throws IOException {
    return word(STORE_SAVED) - 1;
  }

  private long word(int at) throws IOException {
    word.clear();
    if (header.read(word, at) < Long.BYTES)
      throw new IOException("the header has no word at " + at);
    return word.getLong(0);
  }

  @Override
  public void close() throws IOException {
    header.close();
  }
}
