package revenant.server.simulation;

import revenant.server.journal.Ledgers;

/// A ledger that suspects nobody, has room for everything, and keeps nothing.
public class QuietLedger extends LedgerThrough {
  public QuietLedger() {
    super(Ledgers.forgetful());
  }
}
