package revenant.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// An open unix datagram socket and where its datagrams go. Java has none.
final class Datagrams {
  /// How long an address may be, without the family and the zero at its end.
  private static final int ADDRESS_MAX = 107;

  private final int socket;
  private final byte[] address;

  private Datagrams(int socket, byte[] address) {
    this.socket = socket;
    this.address = address;
  }

  /// To a path, or to `@` and a name in the abstract namespace, where a zero byte stands for the
  /// `@`. Empty if that is no such address.
  static Optional<Datagrams> to(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    if (bytes.length < 2 || bytes.length > ADDRESS_MAX) return Optional.empty();
    if (bytes[0] != '/' && bytes[0] != '@') return Optional.empty();
    if (bytes[0] == '@') bytes[0] = 0;
    ByteBuffer address = ByteBuffer.allocate(2 + bytes.length).order(ByteOrder.nativeOrder());
    address.putShort((short) LibC.AF_UNIX).put(bytes);
    int socket = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
    return socket < 0 ? Optional.empty() : Optional.of(new Datagrams(socket, address.array()));
  }

  /// Sends it if it can be sent at once.
  void send(String message) {
    byte[] bytes = message.getBytes(UTF_8);
    int flags = LibC.MSG_NOSIGNAL | LibC.MSG_DONTWAIT;
    LibC.sendto(socket, bytes, bytes.length, flags, address, address.length);
  }
}
