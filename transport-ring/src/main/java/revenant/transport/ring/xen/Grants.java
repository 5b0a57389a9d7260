package revenant.transport.ring.xen;

/// libxengnttab, as xengnttab.h declares it.
final class Grants {
  static final String SONAME = "libxengnttab.so.1";

  private Grants() {}

  static native long xengnttab_open(long logger, int flags);

  static native int xengnttab_close(long handle);

  static native long xengnttab_map_grant_ref(long handle, int domid, int reference, int protection);

  static native int xengnttab_unmap(long handle, long address, int count);
}
