package revenant.launcher;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// What the C library offers and Java does not.
final class LibC {
  static final int AF_UNIX = 1;
  static final int SOCK_DGRAM = 2;
  static final int SOCK_CLOEXEC = 0x80000;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native int socket(int domain, int type, int protocol);

  static native long sendto(
      int socket, byte[] bytes, long length, int flags, byte[] address, int addressLength);
}
