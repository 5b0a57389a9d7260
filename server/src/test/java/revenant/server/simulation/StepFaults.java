package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.store.Checkpoint;
import revenant.api.transport.Link;
import revenant.transport.ring.hypervisor.Page;

/// Defects in what is durable, and in what order, that only a kill at the right step shows.
public enum StepFaults implements StepFault {
  /// A segment is used again one record before a checkpoint covers it.
  SEGMENT_RECYCLED_ONE_RECORD_EARLY {
    @Override
    public int early() {
      return 1;
    }
  },
  /// A checkpoint of the server's own says nothing of the journal.
  OWN_CHECKPOINT_WITHOUT_ITS_POSITION {
    @Override
    public Checkpoint own(Checkpoint checkpoint) {
      return at(checkpoint, 0);
    }
  },
  /// A checkpoint of the server's own says that it holds the record after it, too.
  OWN_CHECKPOINT_ONE_RECORD_AHEAD {
    @Override
    public Checkpoint own(Checkpoint checkpoint) {
      return at(checkpoint, checkpoint.journalPosition() + 1);
    }
  },
  /// A checkpoint says that it holds the record after it, too.
  CHECKPOINT_ONE_RECORD_AHEAD {
    @Override
    public Checkpoint kept(Checkpoint checkpoint) {
      return at(checkpoint, checkpoint.journalPosition() + 1);
    }
  },
  /// A checkpoint says that it does not hold the last record.
  CHECKPOINT_ONE_RECORD_BEHIND {
    @Override
    public Checkpoint kept(Checkpoint checkpoint) {
      return at(checkpoint, checkpoint.journalPosition() - 1);
    }
  },
  /// A record is marked as whole before it is.
  MARK_BEFORE_THE_RECORD {
    @Override
    public boolean isMarkedFirst() {
      return true;
    }
  },
  /// req_cons moves when input is read.
  REQ_CONS_BEFORE_THE_RECORD {
    @Override
    public Link link(Link link, Page page) {
      return new LinkThrough(link) {
        @Override
        public int read(long position, ByteBuffer into) {
          int count = super.read(position, into);
          if (count > 0) super.consumed(position + count);
          return count;
        }
      };
    }
  },
  /// rsp_prod moves before the bytes are there.
  RSP_PROD_BEFORE_THE_BYTES {
    @Override
    public boolean areWordsFirst() {
      return true;
    }
  },
  /// Words are compared as if they never became negative.
  SIGNED_CURSORS {
    @Override
    public Link link(Link link, Page page) {
      return new LinkThrough(link) {
        @Override
        public int read(long position, ByteBuffer into) {
          return page.load(Page.REQ_PROD) < (int) position ? 0 : super.read(position, into);
        }
      };
    }
  };

  private static Checkpoint at(Checkpoint checkpoint, long position) {
    return new Checkpoint(checkpoint.area(), position, checkpoint.format(), checkpoint.tree());
  }
}
