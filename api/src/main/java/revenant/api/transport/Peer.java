package revenant.api.transport;

/// Who is at the other end of a link.
///
/// @param domid the domain it speaks for; 0 for a socket of the control domain
/// @param isPrivileged whether it may do what only the control domain may, and is exempt from
///   quotas
/// @param isDurable whether its session goes on after the process died (rings), or ends with it
///   (sockets)
/// @param name for logs and history, such as `socket 17` or `domain 3`
public record Peer(int domid, boolean isPrivileged, boolean isDurable, String name) {}
