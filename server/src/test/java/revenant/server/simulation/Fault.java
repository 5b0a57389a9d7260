package revenant.server.simulation;

import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.server.engine.State;
import revenant.server.journal.Ledger;

/// A defect planted between the server and its world, which a run must find.
public interface Fault {
  /// No defect.
  Fault NONE = new Fault() {};

  /// What the server is given for `ledger`.
  default Ledger ledger(Ledger ledger) {
    return ledger;
  }

  /// What the server is given for the `link` of a ring.
  default Link link(Link link) {
    return link;
  }

  /// What the server is given for the domains of the host.
  default DomainTransport domains(DomainTransport domains) {
    return domains;
  }

  /// The state in which a process begins for what was `recovered`.
  default State afterCrash(State recovered) {
    return recovered.afterCrash();
  }

  /// Whether guests are notified when their rings are connected to again.
  default boolean isNotifying() {
    return true;
  }

  /// Whether states are compared too, and not only what clients see.
  default boolean isComparingStates() {
    return false;
  }
}
