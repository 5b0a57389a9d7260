package revenant.api.transport;

/// What came of connecting to a domain.
public sealed interface Connection {
  /// It is connected.
  ///
  /// @param link the ring
  /// @param port the remote event channel that is bound now
  record Made(Link link, int port) implements Connection {}

  /// It is not, and nothing is left of the attempt.
  ///
  /// @param errno the name of the reason, as xs_wire.h has it, such as `EINVAL`
  record Refused(String errno) implements Connection {}
}
