package revenant.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Requests of io/xs_wire.h as the bytes they are sent as; all with the same request id, since
/// answers come in order.
public final class Packets {
  /// The bytes before the payload: type, request, transaction, length.
  public static final int HEADER = 16;

  static final int TRANSACTION_AT = 8;
  static final int LENGTH_AT = 12;
  static final int WATCH_EVENT = 15;
  static final int ERROR = 16;

  private static final int DIRECTORY = 1;
  private static final int READ = 2;
  private static final int WATCH = 4;
  private static final int UNWATCH = 5;
  private static final int TRANSACTION_START = 6;
  private static final int TRANSACTION_END = 7;
  private static final int INTRODUCE = 8;
  private static final int RELEASE = 9;
  private static final int WRITE = 11;
  private static final int MKDIR = 12;
  private static final int RM = 13;
  private static final int SET_PERMS = 14;
  private static final int DIRECTORY_PART = 22;

  private Packets() {}

  /// The names below `path`.
  public static byte[] directory(String path) {
    return packet(DIRECTORY, path + "\0");
  }

  /// Some of the names below `path`.
  public static byte[] directoryPart(String path, int offset) {
    return packet(DIRECTORY_PART, path + "\0" + offset + "\0");
  }

  /// What a node holds.
  public static byte[] read(String path) {
    return packet(READ, path + "\0");
  }

  /// Lets a node hold `value`.
  public static byte[] write(String path, String value) {
    return packet(WRITE, path + "\0" + value);
  }

  /// Makes a node without a value.
  public static byte[] mkdir(String path) {
    return packet(MKDIR, path + "\0");
  }

  /// Removes a node and all below it.
  public static byte[] rm(String path) {
    return packet(RM, path + "\0");
  }

  /// Who may do what with a node: `n0`, `r5`, the owner first.
  public static byte[] permissions(String path, String... permissions) {
    return packet(SET_PERMS, path + "\0" + String.join("\0", permissions) + "\0");
  }

  /// Events of `path` and what is below it, with that token.
  public static byte[] watch(String path, String token) {
    return packet(WATCH, path + "\0" + token + "\0");
  }

  /// No more of them.
  public static byte[] unwatch(String path, String token) {
    return packet(UNWATCH, path + "\0" + token + "\0");
  }

  /// Begins a transaction; the answer is its id.
  public static byte[] begin() {
    return packet(TRANSACTION_START, "\0");
  }

  /// Commits.
  public static byte[] commit() {
    return packet(TRANSACTION_END, "T\0");
  }

  /// A domain's ring is to be served.
  public static byte[] introduce(int domid, int port) {
    return packet(INTRODUCE, domid + "\0" + 1 + "\0" + port + "\0");
  }

  /// It is no more.
  public static byte[] release(int domid) {
    return packet(RELEASE, domid + "\0");
  }

  private static byte[] packet(int type, String text) {
    byte[] payload = text.getBytes(ISO_8859_1);
    var packet = ByteBuffer.allocate(HEADER + payload.length).order(ByteOrder.LITTLE_ENDIAN);
    packet.putInt(type).putInt(1).putInt(0).putInt(payload.length).put(payload);
    return packet.array();
  }
}
