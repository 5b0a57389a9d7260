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
/// @param isResetting whether its connection begins anew and it is not yet recorded that this is
///   done
/// @param error why its connection was stopped (XENSTORE_ERROR_*), 0 if it was not
public record Domain(
    int domid,
    String identity,
    OptionalInt port,
    boolean isShutdown,
    OptionalInt target,
    int features,
    Optional<Limits> limits,
    boolean isResetting,
    int error) {
  /// A domain of which nothing is known yet.
  public static Domain unknown(int domid) {
    return new Domain(
        domid,
        "",
        OptionalInt.empty(),
        false,
        OptionalInt.empty(),
        Features.ALL,
        Optional.empty(),
        false,
        0);
  }

  /// Whether INTRODUCE was called for it, and neither RELEASE nor its death followed.
  public boolean isIntroduced() {
    return port.isPresent();
  }

  /// Whether `other` is the identity of another domain with the same domid. What is not known is no
  /// difference.
  public boolean isOther(String other) {
    return !identity.isEmpty() && !other.isEmpty() && !identity.equals(other);
  }

  /// Whether the guest may ask for a fresh connection.
  public boolean mayReconnect() {
    return (features & Features.RECONNECTION) != 0;
  }

  Domain introduced(String newIdentity, int newPort) {
    return new Domain(
        domid,
        newIdentity,
        OptionalInt.of(newPort),
        false,
        target,
        features,
        limits,
        isResetting,
        error);
  }

  Domain identified(String newIdentity) {
    return new Domain(
        domid, newIdentity, port, isShutdown, target, features, limits, isResetting, error);
  }

  /// Its connection is to begin anew.
  Domain resetting() {
    return with(true, 0);
  }

  /// Its connection began anew.
  Domain reset() {
    return with(false, error);
  }

  Domain stopped(int why) {
    return with(false, why);
  }

  private Domain with(boolean resetting, int why) {
    return new Domain(domid, identity, port, isShutdown, target, features, limits, resetting, why);
  }

  Domain withShutdown(boolean shutdown) {
    return new Domain(
        domid, identity, port, shutdown, target, features, limits, isResetting, error);
  }

  Domain withTarget(int newTarget) {
    return withTarget(OptionalInt.of(newTarget));
  }

  Domain withoutTarget() {
    return withTarget(OptionalInt.empty());
  }

  private Domain withTarget(OptionalInt newTarget) {
    return new Domain(
        domid, identity, port, isShutdown, newTarget, features, limits, isResetting, error);
  }

  Domain withFeatures(int newFeatures) {
    return new Domain(
        domid, identity, port, isShutdown, target, newFeatures, limits, isResetting, error);
  }

  Domain withLimits(Limits newLimits) {
    return new Domain(
        domid,
        identity,
        port,
        isShutdown,
        target,
        features,
        Optional.of(newLimits),
        isResetting,
        error);
  }
}
