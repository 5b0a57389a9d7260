package revenant.server.simulation;

import revenant.api.transport.Link;
import revenant.server.engine.Session;
import revenant.server.journal.Ledger;

/// A defect planted between the server and its world, which a run must find.
public interface Fault {
  /// No defect.
  Fault NONE = new Fault() {};

  /// What the server is given for `ledger`.
  default Ledger ledger(Ledger ledger) {
    return ledger;
  }

  /// What the server is given for the `link` of a ring whose session is recovered as `session`.
  default Link link(Link link, Session session) {
    return link;
  }
}
