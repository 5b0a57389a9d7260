package revenant.server.engine;

import java.util.Optional;
import revenant.server.wire.Errno;

/// What the engine is told of the domains on the host, before it executes a request. Nothing here
/// changes what the engine knows: it records in its state what it acted on.
public interface Domains {
  /// The outcome of connecting to a domain's ring.
  sealed interface Attachment {
    /// It is connected.
    ///
    /// @param identity what tells the domain from another with the same domid, empty if unknown
    /// @param port the remote event channel that is bound now
    record Attached(String identity, int port) implements Attachment {}

    /// It is not.
    ///
    /// @param errno why
    record Failed(Errno errno) implements Attachment {}
  }

  /// Without a hypervisor to ask: every domid may be that of a domain, and none has a ring.
  Domains NO_HYPERVISOR =
      new Domains() {
        @Override
        public Optional<String> identity(int domid) {
          return domid < FIRST_RESERVED ? Optional.of("") : Optional.empty();
        }

        @Override
        public Attachment attach(int domid, long gfn, int port) {
          return new Attachment.Failed(Errno.ENOENT);
        }
      };

  /// The first domid that no domain has (DOMID_FIRST_RESERVED).
  int FIRST_RESERVED = 0x7FF0;

  /// What tells the domain that there is now from others with its domid, an empty text if that is
  /// unknown; nothing if there is no such domain.
  Optional<String> identity(int domid);

  /// What came of connecting to the ring of a domain, which was done before the request that asks
  /// for it is executed.
  Attachment attach(int domid, long gfn, int port);
}
