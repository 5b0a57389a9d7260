package revenant.server.simulation;

import java.util.List;
import revenant.api.transport.Link;
import revenant.server.engine.Session;
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

  /// What the server is given for the `link` of a ring whose session is recovered as `session`.
  default Link link(Link link, Session session) {
    return link;
  }

  /// The state in which a process begins for what was `recovered`.
  default State afterCrash(State recovered) {
    return recovered.afterCrash();
  }

  /// How the rings are looked at after a recovery.
  default List<List<Link>> look(List<Link> rings) {
    return List.of(rings);
  }

  /// Whether states are compared too, and not only what clients see.
  default boolean isComparingStates() {
    return false;
  }
}
