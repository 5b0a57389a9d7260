package revenant.server.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.server.engine.State;

/// The real area, journal and recovery, one process after another on the same files, with every
/// step counted. What threads do in the background is done when the test says so.
public final class CountedArea {
  /// What may be wrong, for tests of the tests.
  public interface Defect {
    /// What the store keeps of a checkpoint.
    default Checkpoint kept(Checkpoint checkpoint) {
      return checkpoint;
    }

    /// Whether the journal's marks arrive before what they mark.
    default boolean isMarkedFirst() {
      return false;
    }

    /// What the server's own checkpoint is made of `checkpoint`.
    default Checkpoint own(Checkpoint checkpoint) {
      return checkpoint;
    }

    /// How many records too many a checkpoint is believed to cover.
    default int early() {
      return 0;
    }
  }

  private static final Sizes SIZES = new Sizes(4096, 2, 20 << 10, 16 << 10, 2);

  private static final Checkpoint NONE =
      new Checkpoint(new UUID(0, 0), 1, StateTree.FORMAT, Tree.of(Permissions.ownedBy(0)));

  private final Countdown countdown;
  private final Defect defect;
  private final Lives lives;
  private @Nullable CountedStorage storage;
  private @Nullable Durable life;
  private long misplaced = -1;

  /// @param folder of the area, below a folder that is there
  public CountedArea(Path folder, Countdown countdown, Defect defect) {
    this.countdown = countdown;
    this.defect = defect;
    lives = new Lives(folder);
    lives.store.kept = defect::kept;
    lives.store.trouble =
        call -> {
          if (countdown.isOver()) throw new IOException("dead");
          if (call.startsWith("save")) countdown.whole(() -> {});
        };
  }

  /// A new area of a server that was ended after it had come to `state`.
  public static void plant(Path folder, State state) throws IOException {
    CountedArea planted = new CountedArea(folder, new Countdown(List.of()), new Defect() {});
    planted.begin();
    planted.end();
    Header header = Header.read(folder.resolve(AreaLayout.HEADER));
    try (Room room = Room.open(Storage.FILES, folder, header.area())) {
      room.load(problem -> {});
      room.replace(new Checkpoint(header.area(), 1, StateTree.FORMAT, StateTree.of(state)));
    }
  }

  /// A process begins.
  ///
  /// @throws IOException if it will not
  public void begin() throws IOException {
    storage = new CountedStorage(countdown, defect.isMarkedFirst());
    life =
        new Opening(
                lives.options(),
                lives.store,
                name -> lives.store,
                line -> {},
                fatal -> {
                  throw new AssertionError("fatal: " + fatal, fatal);
                },
                new Means(SIZES, storage, false))
            .open();
  }

  private Durable life() {
    if (life == null) throw new IllegalStateException("no process");
    return life;
  }

  public Ledger ledger() {
    return life();
  }

  public State recovered() {
    return life().recovered();
  }

  /// How often the journal went on in another segment since the process began.
  public int segmentChanges() {
    return life().area().journal().segmentChanges();
  }

  /// How many checkpoints the store was given, by all processes.
  public int checkpoints() {
    return lives.store.saved().size();
  }

  /// The keeper does what it was asked for.
  ///
  /// @return whether it freed a segment
  public boolean keep() {
    long used = life().area().journal().usedBytes();
    life().area().keeper().keepIfAsked();
    misplace();
    countdown.order();
    return life().area().journal().usedBytes() < used;
  }

  /// The checkpointer saves what waits longest.
  public void checkpoint() {
    int saved = lives.store.saved().size();
    life().area().checkpointer().saveOne();
    misplace();
    if (lives.store.saved().size() > saved)
      recycleEarly(lives.store.newest().orElseThrow().journalPosition());
    countdown.order();
  }

  /// As if the server's own checkpoint had been written with the defect.
  private void misplace() {
    if (defect.own(NONE) == NONE) return;
    Room room = life().area().room();
    try {
      Optional<Checkpoint> found = room.load(problem -> {});
      boolean isNew = found.isPresent() && found.get().journalPosition() != misplaced;
      if (!isNew) return;
      Checkpoint wrong = defect.own(found.get());
      misplaced = wrong.journalPosition();
      room.replace(wrong);
    } catch (IOException failed) {
      if (!countdown.isOver()) throw new UncheckedIOException(failed);
    }
  }

  private void recycleEarly(long position) {
    if (defect.early() > 0) life().area().journal().release(position + defect.early());
  }

  /// The journal gives back what a burst took.
  public void trim() {
    life().area().journal().trim();
    countdown.order();
  }

  /// The process ends as it should.
  public void end() throws IOException {
    life().close();
    killed();
  }

  /// The process is dead: the kernel unmaps and closes what it had.
  public void killed() throws IOException {
    life = null;
    if (storage != null) storage.close();
    storage = null;
  }
}
