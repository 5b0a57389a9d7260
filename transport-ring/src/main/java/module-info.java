import org.jspecify.annotations.NullMarked;

/// A transport for domains: a ring of shared memory and an event channel for each of them. It also
/// brings a host that is only files, with guests to play, for whoever has no Xen.
@NullMarked
module revenant.transport.ring {
  requires static org.jspecify;
  requires com.sun.jna;
  requires revenant.api;

  exports revenant.transport.ring.simulated;
  exports revenant.transport.ring.hypervisor to
      com.sun.jna;
  exports revenant.transport.ring.xen to
      com.sun.jna;

  provides revenant.api.transport.TransportProvider with
      revenant.transport.ring.RingTransportProvider;
  provides revenant.api.tool.Tool with
      revenant.transport.ring.guest.GuestTool;
}
