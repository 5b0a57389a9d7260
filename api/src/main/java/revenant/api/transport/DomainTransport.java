package revenant.api.transport;

import java.util.Optional;

/// A transport whose clients are the domains of this host, each by a ring of shared memory. What
/// domains there are is known to the hypervisor, which of them are connected to the server: it says
/// so after a start, and whenever that changes. The links are handed to [Service#ready] like any
/// others when something happens on them; one that was closed meanwhile may be among them, and
/// reads [Link#END]. All methods here, [#close] too, are called by whoever owns the server, one at
/// a time and not before [#start], and none waits for a guest.
public interface DomainTransport extends Transport {
  /// What the hypervisor says of a domain now.
  ///
  /// @return empty if there is none, or if only its remains are there
  Optional<DomainStatus> status(int domid);

  /// The port of the control domain's own ring, empty if it has none here.
  Optional<Integer> controlPort();

  /// Maps a domain's ring and binds its event channel. Nothing that the guest sees is changed. What
  /// was connected under this domid before is disconnected first.
  ///
  /// @param domid of a domain, 0 for the control domain's own ring
  /// @param port the remote event channel; what the ring's page itself says counts more, if it does
  Connection connect(int domid, int port);

  /// Writes into the page of a domain that cannot be connected why that is, if the page can be had.
  /// Nobody can be notified of it.
  ///
  /// @param error as in [Link#stop]
  void fail(int domid, int error);

  /// Unmaps a domain's ring and unbinds its event channel, at once: a mapped page keeps a dead
  /// domain from vanishing. Does nothing if it is not connected.
  void disconnect(int domid);
}
