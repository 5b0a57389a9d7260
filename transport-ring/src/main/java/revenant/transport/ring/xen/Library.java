package revenant.transport.ring.xen;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import revenant.transport.ring.hypervisor.Errno;

/// How a library of Xen's tools is found, and how a start fails for want of one.
final class Library {
  private static final String INSTEAD =
      "; without Xen: --transport=socket, or --hypervisor=simulated:DIR";

  private Library() {}

  /// Binds the native methods of `calls` to the library with that soname.
  ///
  /// @throws IOException if there is none, or if it is another than we know
  static void bind(Class<?> calls, String soname) throws IOException {
    try {
      Native.register(calls, NativeLibrary.getInstance(soname));
    } catch (UnsatisfiedLinkError missing) {
      throw new IOException(
          "the rings of Xen's domains need " + soname + ", which cannot be loaded" + INSTEAD,
          missing);
    }
  }

  /// The handle that a library opened.
  ///
  /// @throws IOException if it is none
  static long opened(long handle, String what) throws IOException {
    if (handle != 0) return handle;
    throw new IOException(
        "this is no control domain of Xen: " + what + " says " + Errno.last() + INSTEAD);
  }
}
