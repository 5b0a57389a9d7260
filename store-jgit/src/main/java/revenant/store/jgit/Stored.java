package revenant.store.jgit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.Adler32;

/// A zlib stream (RFC 1950) of one block that is stored, not deflated (RFC 1951, 3.2.4).
final class Stored {
  private static final short ZLIB = 0x0178;
  private static final byte LAST_STORED = 1;

  private Stored() {}

  /// Puts `content`, of less than 64 KiB, into `to`, and answers what it takes there.
  static int put(byte[] to, byte[] content) {
    Adler32 checksum = new Adler32();
    checksum.update(content);
    ByteBuffer stream = ByteBuffer.wrap(to).order(ByteOrder.LITTLE_ENDIAN);
    stream.putShort(ZLIB).put(LAST_STORED);
    stream.putShort((short) content.length).putShort((short) ~content.length).put(content);
    stream.order(ByteOrder.BIG_ENDIAN).putInt((int) checksum.getValue());
    return stream.position();
  }
}
