package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.journal.Ledger;

/// Defects that servers of this kind are known to have had, or are likely to get.
public enum Faults implements Fault {
  /// What a turn did is visible before its record is there.
  VISIBLE_BEFORE_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new LedgerThrough(ledger) {
        private @Nullable Runnable late;

        @Override
        public void append(List<Entry> entries, State after) {
          if (late != null) late.run();
          late = () -> super.append(entries, after);
        }
      };
    }
  },
  /// req_cons moves when input is read.
  INPUT_LET_GO_BEFORE_THE_RECORD {
    @Override
    public Link link(Link link) {
      return new LinkThrough(link) {
        @Override
        public int read(long position, ByteBuffer into) {
          int count = super.read(position, into);
          if (count > 1) super.consumed(position + count);
          return count;
        }
      };
    }
  },
  /// After a crash the unsent output is sent from where the journal knows it was.
  OUTPUT_SENT_AGAIN {
    @Override
    public Link link(Link link) {
      return new LinkThrough(link) {
        private long shift;

        @Override
        public boolean resume(long consumed, long published, long end, int features) {
          boolean isSound = super.resume(consumed, published, end, features);
          shift = super.written() - published;
          return isSound;
        }

        @Override
        public long written() {
          return super.written() - shift;
        }

        @Override
        public long write(long position, ByteBuffer bytes) {
          return super.write(position + shift, bytes) - shift;
        }
      };
    }
  },
  /// A request and its reply are two records.
  REPLY_IN_ANOTHER_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new LedgerThrough(ledger) {
        @Override
        public void append(List<Entry> entries, State after) {
          super.append(kept(entries, change -> !(change instanceof Change.Said)), after);
          super.append(kept(entries, change -> change instanceof Change.Said), after);
        }
      };
    }
  },
  /// What only a client was told is in no record.
  READS_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return new LedgerThrough(ledger) {
        @Override
        public void append(List<Entry> entries, State after) {
          super.append(entries.stream().filter(entry -> !isRead(entry)).toList(), after);
        }
      };
    }
  },
  /// Events are not in the record.
  EVENTS_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return without(
          ledger, change -> change instanceof Change.Said said && said.packet().isEvent());
    }
  },
  /// The parts of a large packet are not in the record.
  FRAGMENTS_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return without(ledger, change -> change instanceof Change.Fragment);
    }
  },
  /// How much output was given is not in the record, so that it grows for ever.
  PUBLISHED_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return without(ledger, change -> change instanceof Change.Published);
    }

    @Override
    public boolean isComparingStates() {
      return true;
    }
  },
  /// That events were left out is not in the record.
  EXPIRY_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return without(ledger, change -> change instanceof Change.Expired);
    }
  },
  /// Watches do not survive.
  WATCHES_NOT_IN_THE_RECORD {
    @Override
    public Ledger ledger(Ledger ledger) {
      return without(ledger, change -> change instanceof Change.WatchSet);
    }
  },
  /// Transactions go on as if what they did were not lost.
  TRANSACTIONS_NOT_DOOMED {
    @Override
    public State afterCrash(State recovered) {
      State state = recovered;
      for (PersistentMap.Entry<Long, Session> entry : recovered.sessions())
        if (!entry.value().isDurable()) state = state.with(new Change.Closed(entry.key()));
      return state;
    }
  },
  /// Transactions do not survive at all.
  TRANSACTIONS_FORGOTTEN {
    @Override
    public State afterCrash(State recovered) {
      State state = recovered.afterCrash();
      for (PersistentMap.Entry<Long, Session> entry : recovered.sessions()) {
        for (PersistentMap.Entry<Integer, ?> open : entry.value().transactions())
          state = state.with(new Change.TransactionEnded(entry.key(), open.key()));
      }
      return state;
    }
  },
  /// Events are said before it is known what was given, and merged with given ones.
  RINGS_ATTACHED_LATE {
    @Override
    public Link link(Link link) {
      return new LinkThrough(link) {
        private long known = -1;

        @Override
        public boolean resume(long consumed, long published, long end, int features) {
          known = published;
          return super.resume(consumed, published, end, features);
        }

        @Override
        public long written() {
          return known < 0 ? super.written() : known;
        }

        @Override
        public long write(long position, ByteBuffer bytes) {
          known = -1;
          return super.write(position, bytes);
        }
      };
    }
  },
  /// After a recovery the server waits to be notified.
  RINGS_NOT_LOOKED_AT {
    @Override
    public Link link(Link link) {
      return new LinkThrough(link) {
        private boolean wasAsked;

        @Override
        public int read(long position, ByteBuffer into) {
          if (wasAsked) return super.read(position, into);
          wasAsked = true;
          return 0;
        }
      };
    }
  };

  private static boolean isRead(Entry entry) {
    return entry.changes().stream()
        .allMatch(change -> change instanceof Change.Said || change instanceof Change.Consumed);
  }

  private static Ledger without(Ledger ledger, Predicate<Change> lost) {
    return new LedgerThrough(ledger) {
      @Override
      public void append(List<Entry> entries, State after) {
        super.append(kept(entries, lost.negate()), after);
      }
    };
  }

  private static List<Entry> kept(List<Entry> entries, Predicate<Change> isKept) {
    List<Entry> kept = new ArrayList<>();
    for (Entry entry : entries)
      kept.add(new Entry(entry.origin(), entry.changes().stream().filter(isKept).toList()));
    return kept;
  }
}
