package revenant.api.transport;

import java.nio.file.Path;

/// What an operator may set for every transport.
///
/// @param socket where the unix socket is to be
/// @param connectionsMax how many clients are served at once at most
/// @param hypervisor where domains are: `xen`, or `simulated:DIR`
public record TransportOptions(Path socket, int connectionsMax, String hypervisor) {
  /// The hypervisor this host runs on.
  public static final String XEN = "xen";
}
