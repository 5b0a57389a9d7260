package revenant.server.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import revenant.api.tree.Bytes;

/// A message of the protocol: a header of four little-endian words and a payload (io/xs_wire.h).
///
/// @param type the number of the type
/// @param requestId the client's own number, echoed in the reply
/// @param transactionId the transaction it belongs to, 0 if none
/// @param payload at most [#PAYLOAD_MAX] bytes
public record Packet(int type, int requestId, int transactionId, Bytes payload) {
  /// The length of the header, in bytes.
  public static final int HEADER = 16;

  /// The longest payload, in bytes, in either direction (XENSTORE_PAYLOAD_MAX).
  public static final int PAYLOAD_MAX = 4096;

  /// What [#length] answers for a header that breaks the protocol.
  public static final int BROKEN = -1;

  /// What [#length] answers while the header is not there yet.
  public static final int UNKNOWN = 0;

  private static final int LENGTH_AT = 12;

  /// The length of the packet that begins at `in`'s position: [#UNKNOWN] before the header is
  /// complete, [#BROKEN] if the payload is longer than allowed.
  public static int length(ByteBuffer in) {
    if (in.remaining() < HEADER) return UNKNOWN;
    int payload = in.getInt(in.position() + LENGTH_AT);
    return payload < 0 || payload > PAYLOAD_MAX ? BROKEN : HEADER + payload;
  }

  /// Takes a complete packet out of `in`, which is little-endian. The bytes are copied first, so
  /// that nothing the client does later changes what was taken.
  public static Packet take(ByteBuffer in) {
    int type = in.getInt();
    int requestId = in.getInt();
    int transactionId = in.getInt();
    byte[] payload = new byte[in.getInt()];
    in.get(payload);
    return new Packet(type, requestId, transactionId, Bytes.wrap(payload));
  }

  /// The packet as bytes.
  public byte[] bytes() {
    byte[] bytes = new byte[HEADER + payload.length()];
    putHeader(bytes, type, requestId, transactionId, payload.length());
    payload.copyTo(bytes, HEADER);
    return bytes;
  }

  /// The bytes of a packet with the payload `text` and, if `terminated`, a NUL after it.
  public static byte[] bytes(
      RequestType type, int requestId, int transactionId, String text, boolean terminated) {
    byte[] bytes = new byte[HEADER + text.length() + (terminated ? 1 : 0)];
    putHeader(bytes, type.number(), requestId, transactionId, bytes.length - HEADER);
    putText(text, bytes, HEADER);
    return bytes;
  }

  /// The bytes of a watch's event; its ids are 0 (xenstore.txt, WATCH_EVENT).
  public static byte[] event(String path, Bytes token) {
    byte[] bytes = new byte[HEADER + path.length() + 1 + token.length() + 1];
    putHeader(bytes, RequestType.WATCH_EVENT.number(), 0, 0, bytes.length - HEADER);
    putText(path, bytes, HEADER);
    token.copyTo(bytes, HEADER + path.length() + 1);
    return bytes;
  }

  private static void putText(String text, byte[] bytes, int at) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(octets, 0, bytes, at, octets.length);
  }

  private static void putHeader(
      byte[] bytes, int type, int requestId, int transactionId, int length) {
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(type).putInt(requestId).putInt(transactionId).putInt(length);
  }
}
