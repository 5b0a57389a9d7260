package revenant.server.engine;

import java.util.Optional;
import java.util.OptionalInt;

/// What the server knows of a domain.
///
/// @param domid 0 to 65535
/// @param identity what tells it from another domain with the same domid; empty while unknown
/// @param port the remote event channel to bind to, empty until the domain is introduced
/// @param isShutdown whether its shutdown was reported to those who watch `@releaseDomain`
/// @param target the domain whose rights it has been given
/// @param features the bits of the ring's feature word it is offered
/// @param limits the limits that were set for it alone
public record Domain(
    int domid,
    String identity,
    OptionalInt port,
    boolean isShutdown,
    OptionalInt target,
    int features,
    Optional<Limits> limits) {
  /// A domain of which nothing is known yet.
  public static Domain unknown(int domid) {
    return new Domain(
        domid, "", OptionalInt.empty(), false, OptionalInt.empty(), Features.ALL, Optional.empty());
  }

  /// Whether INTRODUCE was called for it, and neither RELEASE nor its death followed.
  public boolean isIntroduced() {
    return port.isPresent();
  }

  Domain introduced(String newIdentity, int newPort) {
    return new Domain(domid, newIdentity, OptionalInt.of(newPort), false, target, features, limits);
  }

  Domain withShutdown(boolean shutdown) {
    return new Domain(domid, identity, port, shutdown, target, features, limits);
  }

  Domain withTarget(int newTarget) {
    return new Domain(
        domid, identity, port, isShutdown, OptionalInt.of(newTarget), features, limits);
  }

  Domain withoutTarget() {
    return new Domain(domid, identity, port, isShutdown, OptionalInt.empty(), features, limits);
  }

  Domain withFeatures(int newFeatures) {
    return new Domain(domid, identity, port, isShutdown, target, newFeatures, limits);
  }

  Domain withLimits(Limits newLimits) {
    return new Domain(domid, identity, port, isShutdown, target, features, Optional.of(newLimits));
  }
}
