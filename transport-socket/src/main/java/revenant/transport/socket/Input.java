package revenant.transport.socket;

import java.nio.ByteBuffer;

/// What a client sent and the server has not let go of yet. It takes memory only while there is
/// something in it, or as little as [#KEPT].
final class Input {
  /// How much is held at most.
  static final int MAX = 64 << 10;

  private static final int SMALLEST = 512;
  private static final int KEPT = 4096;

  private byte[] bytes = {};
  private int from;
  private int to;

  /// The position in the stream of the byte at `from`.
  private long position;

  int size() {
    return to - from;
  }

  int room() {
    return MAX - size();
  }

  /// Adds all of `arrived`, which fits the [#room()].
  void add(ByteBuffer arrived) {
    int count = arrived.remaining();
    if (count > bytes.length - to) makeRoom(count);
    arrived.get(bytes, to, count);
    to += count;
  }

  /// Copies what stands at `start` and after it, as much as fits.
  int copy(long start, ByteBuffer into) {
    int skipped = skipped(start);
    int count = Math.min(size() - skipped, into.remaining());
    into.put(bytes, from + skipped, count);
    return count;
  }

  /// Lets go of what stands before `end`.
  void consume(long end) {
    if (end <= position) return;
    from += skipped(end);
    position = end;
    if (from < to) return;
    from = 0;
    to = 0;
    if (bytes.length > KEPT) bytes = new byte[0];
  }

  private int skipped(long start) {
    long skipped = start - position;
    if (skipped < 0 || skipped > size()) {
      throw new IllegalArgumentException(
          "position " + start + ", but held are " + size() + " bytes from " + position);
    }
    return (int) skipped;
  }

  private void makeRoom(int count) {
    int needed = size() + count;
    byte[] roomy = needed <= bytes.length ? bytes : new byte[capacityFor(needed)];
    System.arraycopy(bytes, from, roomy, 0, size());
    bytes = roomy;
    to -= from;
    from = 0;
  }

  private static int capacityFor(int needed) {
    return Math.max(SMALLEST, Integer.highestOneBit(needed - 1) << 1);
  }
}
