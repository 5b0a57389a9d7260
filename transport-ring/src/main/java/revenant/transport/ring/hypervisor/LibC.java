package revenant.transport.ring.hypervisor;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/// What the C library offers and Java does not. Each call answers -1 if it failed, and then
/// [Errno#last()] says why.
public final class LibC {
  /// For [#open].
  public static final int O_RDWR = 2;

  /// For [#open]: no program that is started later gets it.
  public static final int O_CLOEXEC = 0x80000;

  /// For [#fcntl].
  public static final int F_GETFL = 3;

  /// For [#fcntl].
  public static final int F_SETFL = 4;

  /// For [#fcntl]: a read that would have to wait fails instead, with EAGAIN.
  public static final int O_NONBLOCK = 0x800;

  /// For [#flock].
  public static final int LOCK_SH = 1;

  /// For [#flock].
  public static final int LOCK_EX = 2;

  /// For [#flock]: do not wait.
  public static final int LOCK_NB = 4;

  static {
    Native.register(LibC.class, NativeLibrary.getProcess());
  }

  private LibC() {}

  /// See open(2).
  public static native int open(String path, int flags);

  /// See close(2).
  public static native int close(int file);

  /// See flock(2): the lock belongs to the open file, and is given back when that is closed, also
  /// by the death of the process.
  public static native int flock(int file, int operation);

  /// See fcntl(2).
  public static native int fcntl(int file, int command, int flags);

  /// See eventfd(2).
  public static native int eventfd(int value, int flags);

  /// See poll(2).
  ///
  /// @param files the address of an array of `struct pollfd`
  public static native int poll(long files, long count, int timeoutMillis);

  /// See read(2).
  public static native long read(int file, byte[] into, long count);

  /// See write(2).
  public static native long write(int file, byte[] from, long count);

  /// See syscall(2).
  static native long syscall(long number, long a, long b, long c, long d, long e, long f);
}
