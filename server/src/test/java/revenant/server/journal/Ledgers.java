package revenant.server.journal;

import revenant.server.engine.Limits;
import revenant.server.engine.State;

/// Ledgers for tests of other packages.
public final class Ledgers {
  private Ledgers() {}

  /// The one of `--ack=none`.
  public static Ledger forgetful() {
    return new Forgetful(State.initial(Limits.STANDARD));
  }
}
