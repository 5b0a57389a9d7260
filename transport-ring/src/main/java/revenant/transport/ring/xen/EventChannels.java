package revenant.transport.ring.xen;

/// libxenevtchn, as xenevtchn.h declares it. Pointers are `long`; what fails answers -1 or 0.
final class EventChannels {
  static final String SONAME = "libxenevtchn.so.1";

  private EventChannels() {}

  static native long xenevtchn_open(long logger, int flags);

  static native int xenevtchn_close(long handle);

  static native int xenevtchn_fd(long handle);

  static native int xenevtchn_notify(long handle, int port);

  static native int xenevtchn_bind_interdomain(long handle, int domid, int port);

  static native int xenevtchn_bind_virq(long handle, int virq);

  static native int xenevtchn_unbind(long handle, int port);

  static native int xenevtchn_pending(long handle);

  static native int xenevtchn_unmask(long handle, int port);
}
