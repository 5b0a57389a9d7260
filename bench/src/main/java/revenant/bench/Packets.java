package revenant.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Requests of io/xs_wire.h as the bytes they are sent as; all with the same request id, since
/// answers come in order.
final class Packets {
  static final int HEADER = 16;
  static final int LENGTH_AT = 12;
  static final int WATCH_EVENT = 15;
  static final int ERROR = 16;

  private static final int READ = 2;
  private static final int WATCH = 4;
  private static final int WRITE = 11;
  private static final int RM = 13;

  private Packets() {}

  static byte[] read(String path) {
    return packet(READ, path + "\0");
  }

  static byte[] write(String path, String value) {
    return packet(WRITE, path + "\0" + value);
  }

  static byte[] rm(String path) {
    return packet(RM, path + "\0");
  }

  static byte[] watch(String path, String token) {
    return packet(WATCH, path + "\0" + token + "\0");
  }

  private static byte[] packet(int type, String text) {
    byte[] payload = text.getBytes(ISO_8859_1);
    var packet = ByteBuffer.allocate(HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    packet.putInt(type).putInt(1).putInt(0).putInt(payload.length).put(payload);
    return packet.array();
  }
}
