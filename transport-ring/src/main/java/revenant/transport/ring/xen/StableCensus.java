package revenant.transport.ring.xen;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Optional;
import revenant.api.transport.DomainStatus;

/// libxenmanage of Xen 4.21 and later, as xenmanage.h declares it: an interface that stays, and
/// tells domains apart for ever.
final class StableCensus implements Census {
  private static final String SONAME = "libxenmanage.so.1";
  private static final int EXISTS = 1;
  private static final int SHUTDOWN = 2;
  private static final int DYING = 4;
  private static final int DEAD = 8;

  private final long handle;
  private final Memory answer = new Memory(2 * Long.BYTES);

  private StableCensus(long handle) {
    this.handle = handle;
  }

  private static native long xenmanage_open(long logger, int flags);

  private static native int xenmanage_close(long handle);

  private static native int xenmanage_get_domain_info(
      long handle, int domid, long state, long capabilities, long identity);

  /// Empty if the library is not there, or the hypervisor that runs is older.
  static Optional<Census> open() {
    try {
      Library.bind(StableCensus.class, SONAME);
    } catch (IOException _) {
      return Optional.empty();
    }
    long handle = xenmanage_open(0, 0);
    if (handle == 0) return Optional.empty();
    StableCensus census = new StableCensus(handle);
    if (census.isSane()) return Optional.of(census);
    census.close();
    return Optional.empty();
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    long identity = Pointer.nativeValue(answer);
    long state = identity + Long.BYTES;
    if (xenmanage_get_domain_info(handle, domid, state, 0, identity) != 0) return Optional.empty();
    int flags = answer.getInt(Long.BYTES);
    if ((flags & EXISTS) == 0 || (flags & DEAD) != 0) return Optional.empty();
    return Optional.of(
        new DomainStatus(
            "id " + Long.toUnsignedString(answer.getLong(0)),
            (flags & SHUTDOWN) != 0,
            (flags & DYING) != 0));
  }

  @Override
  public void close() {
    xenmanage_close(handle);
  }
}
