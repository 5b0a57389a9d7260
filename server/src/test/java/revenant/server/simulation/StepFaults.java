package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.api.store.Checkpoint;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
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
  /// A checkpoint says nothing of the journal.
  CHECKPOINT_WITHOUT_ITS_POSITION {
    @Override
    public Checkpoint kept(Checkpoint checkpoint) {
      return at(checkpoint, 0);
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
      return new Through(link) {
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
      return new Through(link) {
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

  /// A link that is spoken to through another.
  private static class Through implements Link {
    private final Link link;

    Through(Link link) {
      this.link = link;
    }

    @Override
    public Peer peer() {
      return link.peer();
    }

    @Override
    public int read(long position, ByteBuffer into) {
      return link.read(position, into);
    }

    @Override
    public void again() {
      link.again();
    }

    @Override
    public void consumed(long position) {
      link.consumed(position);
    }

    @Override
    public long written() {
      return link.written();
    }

    @Override
    public long write(long position, ByteBuffer bytes) {
      return link.write(position, bytes);
    }

    @Override
    public boolean resume(long consumed, long published, long end, int features) {
      return link.resume(consumed, published, end, features);
    }

    @Override
    public boolean wantsReset() {
      return link.wantsReset();
    }

    @Override
    public void reset(int features) {
      link.reset(features);
    }

    @Override
    public void opened() {
      link.opened();
    }

    @Override
    public void stop(int error) {
      link.stop(error);
    }

    @Override
    public void close() {
      link.close();
    }
  }
}
