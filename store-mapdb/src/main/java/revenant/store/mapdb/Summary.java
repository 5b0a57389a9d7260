package revenant.store.mapdb;

import java.nio.ByteBuffer;
import java.util.UUID;
import revenant.api.store.Checkpoint;

/// What a checkpoint's file says about itself.
///
/// @param area the checkpoint's area
/// @param journalPosition the checkpoint's position
/// @param format the checkpoint's format
/// @param nodes how many nodes there are
/// @param builtFileBytes how long the file was when it was last written anew
/// @param builtTreeBytes what its tree needed then, as `Node.bytes()` counts
record Summary(
    UUID area,
    long journalPosition,
    int format,
    long nodes,
    long builtFileBytes,
    long builtTreeBytes) {
  private static final int LAYOUT = 1;
  private static final int BYTES = 4 + 16 + 8 + 4 + 8 + 8 + 8;

  static Summary of(Checkpoint checkpoint, long builtFileBytes, long builtTreeBytes) {
    return new Summary(
        checkpoint.area(),
        checkpoint.journalPosition(),
        checkpoint.format(),
        checkpoint.tree().count(),
        builtFileBytes,
        builtTreeBytes);
  }

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES).putInt(LAYOUT);
    bytes.putLong(area.getMostSignificantBits()).putLong(area.getLeastSignificantBits());
    bytes.putLong(journalPosition).putInt(format);
    return bytes.putLong(nodes).putLong(builtFileBytes).putLong(builtTreeBytes).array();
  }

  static Summary read(byte[] from) {
    ByteBuffer bytes = ByteBuffer.wrap(from);
    int layout = bytes.getInt();
    if (layout != LAYOUT) throw new IllegalStateException("layout " + layout);
    UUID area = new UUID(bytes.getLong(), bytes.getLong());
    return new Summary(
        area, bytes.getLong(), bytes.getInt(), bytes.getLong(), bytes.getLong(), bytes.getLong());
  }
}
