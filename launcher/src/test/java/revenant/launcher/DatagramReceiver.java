package revenant.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The end of a datagram socket that systemd holds.
final class DatagramReceiver implements AutoCloseable {
  static {
    Native.register(DatagramReceiver.class, "c");
  }

  private final int socket = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM, 0);

  /// @param name a path, or `@` and a name
  DatagramReceiver(String name) {
    byte[] bytes = name.replace('@', '\0').getBytes(UTF_8);
    ByteBuffer address = ByteBuffer.allocate(2 + bytes.length).order(ByteOrder.nativeOrder());
    address.putShort((short) LibC.AF_UNIX).put(bytes);
    if (bind(socket, address.array(), address.capacity()) != 0) throw new AssertionError(name);
  }

  /// The next datagram, or nothing if there is none now.
  String next() {
    byte[] bytes = new byte[4096];
    long count = recv(socket, bytes, bytes.length, LibC.MSG_DONTWAIT);
    return count < 0 ? "" : new String(bytes, 0, (int) count, UTF_8);
  }

  @Override
  public void close() {
    close(socket);
  }

  private static native int bind(int socket, byte[] address, int length);

  private static native long recv(int socket, byte[] bytes, long length, int flags);

  private static native int close(int socket);
}
