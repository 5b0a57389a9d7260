package revenant.server.engine;

import revenant.server.wire.Errno;

/// A request that is answered with an error. Stackless: it is an answer, not a failure. The state
/// is immutable, so throwing it is rolling back.
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final Errno errno;

  Refusal(Errno errno) {
    super(errno.name(), null, false, false);
    this.errno = errno;
  }

  Errno errno() {
    return errno;
  }
}
