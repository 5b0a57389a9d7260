package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.transport.Link;
import revenant.server.engine.State;
import revenant.server.journal.Ledger;

/// Defects that need a whole [Town] to be found.
public enum TownFaults implements Fault {
  /// The indices of a ring are compared as signed numbers.
  CURSORS_COMPARED_WITH_SIGNS {
    @Override
    public Link link(Link link) {
      return new LinkThrough(link) {
        @Override
        public int read(long position, ByteBuffer into) {
          int before = into.position();
          int count = super.read(position, into);
          boolean isThere = count <= 0 || (int) (position + count) > (int) position;
          if (isThere) return count;
          into.position(before);
          return 0;
        }
      };
    }
  },
  /// Guests are not notified when their rings are connected to again.
  GUESTS_NOT_NOTIFIED_AFTER_A_START {
    @Override
    public boolean isNotifying() {
      return false;
    }
  },
  /// A request that kills the server is executed again at each start (G11).
  DEADLY_REQUEST_EXECUTED_AGAIN {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new LedgerThrough(ledger) {
        @Override
        public boolean isDeadly(long session, long position) {
          return false;
        }
      };
    }
  },
  /// The watches of the control domain's kernel are forgotten.
  CONTROL_WATCHES_FORGOTTEN {
    @Override
    public State afterCrash(State recovered) {
      return DomainFaults.CONTROL_WATCHES_FORGOTTEN.afterCrash(recovered);
    }
  },
  /// The full area is not noticed.
  FULL_AREA_NOT_NOTICED {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new LedgerThrough(ledger) {
        @Override
        public boolean admits(long bytes) {
          return true;
        }
      };
    }
  }
}
