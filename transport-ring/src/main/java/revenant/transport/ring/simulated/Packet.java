package revenant.transport.ring.simulated;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// A packet of the protocol, as io/xs_wire.h has it.
///
/// @param type what it is
/// @param requestId what the reply to it repeats
/// @param transaction 0 for none
/// @param payload not copied
@SuppressWarnings("ArrayRecordComponent")
public record Packet(int type, int requestId, int transaction, byte[] payload) {
  /// The type of a watch's event.
  public static final int EVENT = 15;

  /// The type of a reply that says why not.
  public static final int ERROR = 16;

  static final int HEADER = 16;
  static final int PAYLOAD_MAX = 4096;

  /// As it goes over the ring.
  public byte[] bytes() {
    return ByteBuffer.allocate(HEADER + payload.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(type)
        .putInt(requestId)
        .putInt(transaction)
        .putInt(payload.length)
        .put(payload)
        .array();
  }

  /// The payload, one character a byte.
  public String text() {
    return new String(payload, ISO_8859_1);
  }

  @Override
  public String toString() {
    return "packet %d, id %d, of %d bytes".formatted(type, requestId, payload.length);
  }
}
