package revenant.server.simulation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.server.engine.Change;
import revenant.server.engine.Domain;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;

/// Defects in how domains come and go.
public enum DomainFaults implements Fault {
  /// A domain that died while the server was down is not missed.
  DEATHS_MISSED_AFTER_DOWNTIME {
    @Override
    public DomainTransport domains(DomainTransport domains) {
      return new DomainsThrough(domains) {
        private final Set<Integer> asked = new HashSet<>();

        @Override
        public Optional<DomainStatus> status(int domid) {
          Optional<DomainStatus> status = super.status(domid);
          boolean isFirst = asked.add(domid);
          return isFirst && status.isEmpty()
              ? Optional.of(new DomainStatus("", false, false))
              : status;
        }
      };
    }
  },
  /// Whether a domain is another than before is not asked.
  IDENTITY_IGNORED {
    @Override
    public DomainTransport domains(DomainTransport domains) {
      return new DomainsThrough(domains) {
        @Override
        public Optional<DomainStatus> status(int domid) {
          return super.status(domid)
              .map(status -> new DomainStatus("", status.isShutdown(), status.isDying()));
        }
      };
    }
  },
  /// The watches of the control domain's kernel are forgotten.
  CONTROL_WATCHES_FORGOTTEN {
    @Override
    public State afterCrash(State recovered) {
      State state = recovered.afterCrash();
      return state.sessions().contains(0L) ? state.with(new Change.Reset(0)) : state;
    }
  },
  /// It is not recorded that a ring began anew.
  RESET_REPEATED_AFTER_DONE {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new Filter(ledger) {
        private final Set<Integer> resetting = new HashSet<>();

        @Override
        Entry kept(Entry entry) {
          List<Change> kept = new ArrayList<>();
          for (Change change : entry.changes()) if (!isDone(change)) kept.add(change);
          return new Entry(entry.origin(), kept);
        }

        private boolean isDone(Change change) {
          if (!(change instanceof Change.DomainSet(Domain domain))) return false;
          if (domain.isResetting()) resetting.add(domain.domid());
          return !domain.isResetting() && resetting.remove(domain.domid());
        }
      };
    }
  },
  /// It is not recorded that a ring is to begin anew.
  RESET_NOT_REPEATED_BEFORE_DONE {
    @Override
    public Ledger ledger(Ledger ledger) {
      return changed(ledger, domain -> with(domain, domain.isShutdown(), false, domain.error()));
    }
  },
  /// It is not recorded that a shutdown was told of.
  SHUTDOWN_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return changed(ledger, domain -> with(domain, false, domain.isResetting(), domain.error()));
    }
  },
  /// It is not recorded that a connection was stopped.
  STOP_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return changed(ledger, domain -> with(domain, domain.isShutdown(), domain.isResetting(), 0));
    }
  },
  /// The page of a dead domain stays mapped.
  PAGES_STAY_MAPPED {
    @Override
    public DomainTransport domains(DomainTransport domains) {
      return new DomainsThrough(domains) {
        @Override
        public void disconnect(int domid) {}
      };
    }
  };

  private static Domain with(Domain domain, boolean isShutdown, boolean isResetting, int error) {
    return new Domain(
        domain.domid(),
        domain.identity(),
        domain.port(),
        isShutdown,
        domain.target(),
        domain.features(),
        domain.limits(),
        isResetting,
        error);
  }

  private static Ledger changed(Ledger ledger, UnaryOperator<Domain> change) {
    return new Filter(ledger) {
      @Override
      Entry kept(Entry entry) {
        List<Change> kept = new ArrayList<>();
        for (Change was : entry.changes())
          kept.add(
              was instanceof Change.DomainSet(Domain domain)
                  ? new Change.DomainSet(change.apply(domain))
                  : was);
        return new Entry(entry.origin(), kept);
      }
    };
  }

  /// A ledger that keeps other entries than it is given.
  private abstract static class Filter extends LedgerThrough {
    Filter(Ledger ledger) {
      super(ledger);
    }

    abstract Entry kept(Entry entry);

    @Override
    public void append(List<Entry> entries, State after) {
      super.append(entries.stream().map(this::kept).toList(), after);
    }
  }
}
