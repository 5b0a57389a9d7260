package revenant.transport.ring.simulated;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a guest has read, as packets. It trusts nobody: each byte has to make sense where it
/// stands.
final class Arrivals {
  private final ByteBuffer bytes =
      ByteBuffer.allocate(Packet.HEADER + Packet.PAYLOAD_MAX).order(ByteOrder.LITTLE_ENDIAN);
  private final ArrayDeque<Integer> unanswered = new ArrayDeque<>();
  private final ArrayDeque<Packet> packets = new ArrayDeque<>();

  /// A reply to this request has to come, after those to all before it.
  void expect(int requestId) {
    unanswered.add(requestId);
  }

  int unanswered() {
    return unanswered.size();
  }

  void forget() {
    bytes.clear();
    unanswered.clear();
    packets.clear();
  }

  @Nullable Packet next() {
    return packets.poll();
  }

  /// Room for what comes next, to be followed by [#arrived].
  ByteBuffer room(int max) {
    int end = wanted();
    bytes.limit(bytes.position() + Math.min(end - bytes.position(), max));
    return bytes;
  }

  /// Where the packet ends that is arriving, or its header, as long as no more is known.
  private int wanted() {
    return bytes.position() < Packet.HEADER ? Packet.HEADER : Packet.HEADER + length();
  }

  private int length() {
    int length = bytes.getInt(Packet.HEADER - Integer.BYTES);
    if (length < 0 || length > Packet.PAYLOAD_MAX) throw senseless("a length of " + length);
    return length;
  }

  void arrived() {
    bytes.limit(bytes.capacity());
    if (bytes.position() < Packet.HEADER || bytes.position() < wanted()) return;
    byte[] payload = Arrays.copyOfRange(bytes.array(), Packet.HEADER, bytes.position());
    Packet packet = new Packet(bytes.getInt(0), bytes.getInt(4), bytes.getInt(8), payload);
    check(packet);
    packets.add(packet);
    bytes.clear();
  }

  private void check(Packet packet) {
    if (packet.type() == Packet.EVENT) {
      if (packet.requestId() != 0) throw senseless("an event that is " + packet);
      return;
    }
    Integer expected = unanswered.poll();
    if (expected == null) throw senseless(packet + ", and nothing was asked");
    if (expected != packet.requestId())
      throw senseless(packet + " instead of a reply to " + expected);
  }

  private static IllegalStateException senseless(String what) {
    return new IllegalStateException("the guest was sent " + what);
  }
}
