package revenant.api.transport;

/// What the hypervisor says of a domain.
///
/// @param identity what tells it from any other that has or had the same domid; empty if the
///   hypervisor does not say
/// @param isShutdown whether it has shut down and still exists
/// @param isDying whether it is being taken apart
public record DomainStatus(String identity, boolean isShutdown, boolean isDying) {}
