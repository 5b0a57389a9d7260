package revenant.transport.ring.xen;

import java.io.IOException;
import java.util.Optional;
import revenant.api.transport.DomainStatus;

/// Who lives on this host.
interface Census extends AutoCloseable {
  /// Empty if there is no such domain.
  Optional<DomainStatus> status(int domid);

  @Override
  void close();

  /// Takes the stable interface where the library and the running hypervisor have it, and otherwise
  /// the one that belongs to that hypervisor's version.
  ///
  /// @throws IOException if there is neither: one line
  static Census open(Version version) throws IOException {
    Optional<Census> stable = StableCensus.open();
    if (stable.isPresent()) return stable.get();
    return VersionedCensus.open(version);
  }

  /// Whether what is said of the control domain can be true: it lives, or nobody would ask.
  default boolean isSane() {
    return status(0).filter(it -> !it.isDying() && !it.isShutdown()).isPresent();
  }
}
