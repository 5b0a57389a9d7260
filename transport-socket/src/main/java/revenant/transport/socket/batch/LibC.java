package revenant.transport.socket.batch;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/// What the C library offers and Java does not.
public final class LibC {
  static final int PROT_READ = 1;
  static final int PROT_WRITE = 2;
  static final int MAP_SHARED = 1;
  static final int MAP_POPULATE = 0x8000;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  static native long syscall(long number, long a, long b, long c, long d, long e, long f);

  static native Pointer mmap(
      Pointer address, long length, int protection, int flags, int file, long offset);

  static native int close(int file);
}
