package revenant.server.journal;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Tree;

/// The thread that keeps the journal from filling up, whatever the store plug-in does: it saves the
/// server's own checkpoints when many segments wait for one, makes the next segment before it is
/// needed, and lets the room grow ahead of the state.
final class Keeper {
  private static final long JOURNAL_BYTES_EACH = 4;
  private static final int NODES_EACH_RECORD = 16;

  /// The largest tree that a start does without the store for, by what its checkpoint takes: that
  /// is made in memory, and until the store has told what it holds, its tree is there, too.
  private static final long HANDY_BYTES = 8 << 20;

  private final Header header;
  private final Sizes sizes;
  private final Journal journal;
  private final Room room;
  private final Supplier<Moment> newest;
  private final Notices notices;
  private final Consumer<Throwable> fatal;
  private final Thread thread = new Thread(this::run, "keeper");
  private volatile boolean isAsked;
  private volatile boolean isClosing;

  Keeper(
      Header header,
      Sizes sizes,
      Journal journal,
      Room room,
      Supplier<Moment> newest,
      Consumer<String> log,
      Consumer<Throwable> fatal) {
    this.header = header;
    this.sizes = sizes;
    this.journal = journal;
    this.room = room;
    this.newest = newest;
    this.notices = new Notices(log);
    this.fatal = fatal;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /// Something may be to do: a segment was begun, or the state has grown.
  void ask() {
    if (isAsked) return;
    isAsked = true;
    LockSupport.unpark(thread);
  }

  private void run() {
    try {
      while (!isClosing) {
        while (!isAsked && !isClosing) LockSupport.park(this);
        if (!isClosing) keepIfAsked();
      }
    } catch (Throwable ours) {
      fatal.accept(ours);
    }
  }

  /// Does what it was asked for. For whoever counts steps and wants no thread, too.
  void keepIfAsked() {
    if (!isAsked) return;
    isAsked = false;
    keep();
  }

  private void keep() {
    journal.prepare();
    long bytes = newest.get().state().tree().root().bytes();
    if (room.isTight(bytes)) room.grow(room.needed(bytes));
    if (isCrowded()) save();
  }

  /// Whether it is worth a checkpoint: segments run short, or the records not covered by one are
  /// much longer than it would be.
  private boolean isCrowded() {
    long used = journal.usedBytes();
    long worth = JOURNAL_BYTES_EACH * (newest.get().state().tree().root().bytes() + (1 << 20));
    return 2 * used > Math.min(journal.bytesMax(), 2 * worth);
  }

  private void save() {
    Moment moment = newest.get();
    if (isWritten(moment, StateTree.of(moment.state()))) journal.release(moment.position());
  }

  private synchronized boolean isWritten(Moment moment, Tree tree) {
    try {
      write(moment, tree);
      notices.works("the server's own checkpoints can be written again");
      return true;
    } catch (IOException failed) {
      notices.failed("cannot write a checkpoint: " + failed.getMessage(), System.nanoTime());
      return false;
    }
  }

  /// Saves `moment` in the room and lets the journal go on over what came before it.
  void save(Moment moment) throws IOException {
    write(moment, StateTree.of(moment.state()));
    journal.release(moment.position());
  }

  private void write(Moment moment, Tree tree) throws IOException {
    room.reserveBeside(StateTree.bytesBeside(tree));
    room.save(new Checkpoint(header.area(), moment.position(), StateTree.FORMAT, tree));
  }

  /// Whether a start with a checkpoint of `tree` may leave the store for later.
  static boolean isHandy(Tree tree) {
    return tree.root().bytes() <= HANDY_BYTES;
  }

  /// Whether the store has so much more than the server's own checkpoint that a start would take
  /// long to make up for it.
  private boolean isBehind(Moment saved) {
    long records = saved.position() - room.newest();
    return records >= sizes.recordsMin() + saved.state().tree().count() / NODES_EACH_RECORD;
  }

  /// The store has `tree`, which is that of `saved`. A start need not wait for the store if there
  /// is a checkpoint of the server's own that is no newer, and the journal goes on from that one.
  void follow(Moment saved, Tree tree) {
    if (isHandy(tree)) {
      if (!isBehind(saved)) return;
      isWritten(saved, tree); // or not: then the journal is needed from the store's on
    }
    journal.release(saved.position());
  }

  void close() throws InterruptedException {
    isClosing = true;
    LockSupport.unpark(thread);
    thread.join();
  }
}
