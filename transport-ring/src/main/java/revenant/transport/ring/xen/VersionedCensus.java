package revenant.transport.ring.xen;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeSet;
import revenant.api.transport.DomainStatus;

/// libxenctrl of the version that the running hypervisor has: any other would misunderstand it.
final class VersionedCensus implements Census {
  /// More than any version writes.
  private static final int ANSWER_BYTES = 1024;

  private final long handle;
  private final Layout layout;
  private final Memory memory = new Memory(ANSWER_BYTES);
  private final Layout.Answer answer =
      new Layout.Answer() {
        @Override
        public int word(int place) {
          return memory.getInt(place);
        }

        @Override
        public byte[] bytes(int place, int count) {
          return memory.getByteArray(place, count);
        }
      };

  private VersionedCensus(long handle, Layout layout) {
    this.handle = handle;
    this.layout = layout;
  }

  /// What all versions have.
  private static final class Control {
    static native long xc_interface_open(long logger, long builderLogger, int flags);

    static native int xc_interface_close(long handle);
  }

  /// What only 4.17 has.
  private static final class Listing {
    static native int xc_domain_getinfo(long handle, int first, int max, long answer);
  }

  /// What came with 4.18.
  private static final class Single {
    static native int xc_domain_getinfo_single(long handle, int domid, long answer);
  }

  static VersionedCensus open(Version version) throws IOException {
    Layout layout = Layout.OF_VERSIONS.get(version.text());
    if (layout == null) throw unknown(version);
    String soname = "libxenctrl.so." + version.text();
    Library.bind(Control.class, soname);
    Library.bind(layout.isList() ? Listing.class : Single.class, soname);
    long handle = Library.opened(Control.xc_interface_open(0, 0, 0), soname);
    VersionedCensus census = new VersionedCensus(handle, layout);
    if (census.isSane()) return census;
    census.close();
    throw new IOException(soname + " does not know the control domain: is it of another build?");
  }

  private static IOException unknown(Version version) {
    return new IOException(
        "who lives on "
            + (version.text().isEmpty() ? "a Xen that does not tell its version" : version)
            + " can be told by libxenmanage.so.1, which does not work here, or on "
            + String.join(", ", new TreeSet<>(Layout.OF_VERSIONS.keySet()))
            + " by libxenctrl");
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    memory.clear();
    long address = Pointer.nativeValue(memory);
    boolean isThere =
        layout.isList()
            ? Listing.xc_domain_getinfo(handle, domid, 1, address) == 1
            : Single.xc_domain_getinfo_single(handle, domid, address) == 0;
    // A listing goes on with the next one.
    if (!isThere || layout.domid(answer) != domid) return Optional.empty();
    return Optional.of(layout.status(answer));
  }

  @Override
  public void close() {
    Control.xc_interface_close(handle);
  }
}
