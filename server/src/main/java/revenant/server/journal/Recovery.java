package revenant.server.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Checkpoint;
import revenant.server.engine.Change;
import revenant.server.engine.Limits;
import revenant.server.engine.State;

/// From the newest checkpoint and the journal records after it to the state that the last process
/// had made durable. Changes nothing but a word that says how far it came, so that a crash in it is
/// one more crash; only when it died at the same place again and again does it refuse to go on.
final class Recovery {
  /// How many records are made checkpoints of their own; of those before them some are put
  /// together.
  static final int HISTORY_MAX = 1000;

  private static final int DEATHS_MAX_RECORD = 2;

  /// A checkpoint takes long to load, so that a kill from outside may well fall into it twice.
  private static final int DEATHS_MAX_CHECKPOINT = 5;

  private static final long STEP_OWN_CHECKPOINT = 1;
  private static final long STEP_STORE = 2;
  private static final long STEP_RECORDS = 3;

  private final Words words;
  private final Journal journal;
  private final Room room;
  private final Checkpointer checkpointer;
  private final Limits limits;
  private final boolean isSalvaging;
  private final Consumer<String> log;
  private final Deque<Handed> history = new ArrayDeque<>();

  private @Nullable Checkpoint ours;
  private @Nullable Checkpoint stores;
  private @Nullable State storesState;
  private long storesPosition;
  private @Nullable IOException aloneFailure;
  private @Nullable IOException storeFailure;
  private @Nullable Moment reached;
  private long began;
  private long replayed;
  private long checkpointNanos;
  private long journalNanos;

  Recovery(
      Words words,
      Journal journal,
      Room room,
      Checkpointer checkpointer,
      Limits limits,
      boolean isSalvaging,
      Consumer<String> log) {
    this.words = words;
    this.journal = journal;
    this.room = room;
    this.checkpointer = checkpointer;
    this.limits = limits;
    this.isSalvaging = isSalvaging;
    this.log = log;
  }

  /// Finds the state.
  ///
  /// @throws IOException one line; what could be read until then is [#reached()]
  void run() throws IOException {
    countDeath();
    began = System.nanoTime();
    ours = ownCheckpoint();
    if (!isFoundAlone()) findWithStore();
    words.set(AreaLayout.SUSPECT_STEP, 0);
    words.set(AreaLayout.REPLAYING, 0);
    words.set(AreaLayout.IN_LATE_LOAD, 0);
  }

  /// With the server's own checkpoint, if the store's is no older and the journal knows the way
  /// there. What is in the store is looked at when it is saved to, while guests are served.
  private boolean isFoundAlone() {
    Checkpoint base = ours;
    if (base == null || !isEnough(base)) return false;
    storesPosition = words.get(AreaLayout.STORE_SAVED) - 1;
    try {
      find(base);
      return true;
    } catch (IOException damaged) {
      aloneFailure = damaged;
      history.clear();
      replayed = 0;
      storesState = null;
      return false;
    }
  }

  private boolean isEnough(Checkpoint own) {
    return !isSalvaging
        && words.get(AreaLayout.IN_LATE_LOAD) == 0
        && own.journalPosition() < words.get(AreaLayout.STORE_SAVED)
        && journal.reachesBackTo(own.journalPosition())
        && Keeper.isHandy(own.tree());
  }

  private void findWithStore() throws IOException {
    stores = storesCheckpoint();
    storesPosition = position(stores);
    find(base());
    if (aloneFailure != null)
      log.accept(aloneFailure.getMessage() + "; going on with the store's checkpoint");
  }

  private void find(@Nullable Checkpoint base) throws IOException {
    Moment found = base == null ? nothing() : moment(base);
    reached = found;
    checkpointNanos = System.nanoTime() - began;
    noteStores(found);
    if (base != null && base == ours && found.position() > storesPosition)
      remember(new Handed(found, List.of()));
    began = System.nanoTime();
    replay(found.position());
    journalNanos = System.nanoTime() - began;
  }

  private void noteStores(Moment moment) {
    if (moment.position() == storesPosition) storesState = moment.state();
  }

  private @Nullable Checkpoint ownCheckpoint() throws IOException {
    try {
      attempt(STEP_OWN_CHECKPOINT, DEATHS_MAX_CHECKPOINT, "the server's own checkpoint");
      return room.load(problem -> log.accept(problem + "; going on without it")).orElse(null);
    } catch (IOException failed) {
      if (!isSalvaging) throw failed;
      log.accept(String.valueOf(failed.getMessage()));
      return null;
    }
  }

  private Optional<Checkpoint> loaded() throws IOException {
    if (words.get(AreaLayout.STORE_SAVED) == 0) return Optional.empty();
    attempt(STEP_STORE, DEATHS_MAX_CHECKPOINT, "the store's checkpoint");
    return checkpointer.load();
  }

  private @Nullable Checkpoint storesCheckpoint() throws IOException {
    try {
      return loaded().orElse(null);
    } catch (IOException failed) {
      storeFailure = failed;
      if (ours == null || !journal.covers(ours.journalPosition())) throw failed;
      // A broken plug-in costs history, never service.
      log.accept(failed.getMessage() + "; going on with the server's own checkpoint");
      return null;
    }
  }

  private static long position(@Nullable Checkpoint checkpoint) {
    return checkpoint == null ? 0 : checkpoint.journalPosition();
  }

  /// The store's checkpoint if the journal goes on from it, so that history has no gap; otherwise
  /// the newer of both. Our own may be one step ahead of the journal: the whole state was saved
  /// instead of a record, and must not be taken back.
  private @Nullable Checkpoint base() {
    if (stores == null) return ours;
    if (ours == null || stores.journalPosition() >= ours.journalPosition()) return stores;
    boolean isAhead = ours.journalPosition() > words.get(AreaLayout.APPENDED);
    return !isAhead && journal.covers(stores.journalPosition()) ? stores : ours;
  }

  private Moment nothing() throws IOException {
    if (words.get(AreaLayout.APPENDED) > 0)
      throw new IOException(
          journal.folder()
              + ": the journal has no checkpoint to begin with; --salvage begins with an empty"
              + " store");
    return new Moment(State.initial(limits), 0);
  }

  private Moment moment(Checkpoint checkpoint) throws IOException {
    String where = checkpoint == ours ? "the server's own checkpoint" : "the store's checkpoint";
    try {
      return new Moment(StateTree.state(checkpoint.tree()), checkpoint.journalPosition());
    } catch (RuntimeException wrong) {
      throw new IOException(
          journal.folder()
              + ": "
              + where
              + " cannot be read: "
              + wrong.getMessage()
              + "; --salvage goes on without it",
          wrong);
    }
  }

  private void replay(long from) throws IOException {
    if (!isSalvaging) journal.insistOnAll();
    if (!journal.reachesBackTo(from))
      throw new IOException(
          journal.folder()
              + ": the newest checkpoint ("
              + from
              + ") is behind the journal's first record ("
              + journal.first(from)
              + "); --salvage serves the checkpoint");
    journal.replay(from, this::replay);
  }

  private void replay(long position, byte[] record) throws IOException {
    attempt(STEP_RECORDS + position, DEATHS_MAX_RECORD, "journal record " + position);
    List<Entry> entries;
    State state = reachedState();
    try {
      entries = Records.decode(record);
      for (Entry entry : entries) state = Change.all(state, entry.changes());
    } catch (RuntimeException | StackOverflowError wrong) {
      throw new IOException(
          journal.folder()
              + ": journal record "
              + position
              + " cannot be replayed: "
              + wrong.getMessage()
              + "; --salvage serves what is before it",
          wrong);
    }
    Moment next = new Moment(state, position + 1);
    reached = next;
    replayed++;
    noteStores(next);
    if (position >= storesPosition) remember(new Handed(next, entries));
  }

  private State reachedState() {
    Moment moment = reached;
    if (moment == null) throw new IllegalStateException("nothing to replay on");
    return moment.state();
  }

  private void remember(Handed handed) {
    history.add(handed);
    if (history.size() <= HISTORY_MAX) return;
    Handed oldest = history.remove();
    oldest.add(history.remove());
    history.addFirst(oldest);
  }

  /// If the last process died in its recovery, notes where.
  private void countDeath() {
    long step = words.get(AreaLayout.REPLAYING);
    if (step == 0) return;
    boolean isSame = step == words.get(AreaLayout.SUSPECT_STEP);
    words.set(
        AreaLayout.SUSPECT_STEP_DEATHS, isSame ? words.get(AreaLayout.SUSPECT_STEP_DEATHS) + 1 : 1);
    words.set(AreaLayout.SUSPECT_STEP, step);
    words.set(AreaLayout.REPLAYING, 0);
  }

  private void attempt(long step, int deathsMax, String what) throws IOException {
    if (step == words.get(AreaLayout.SUSPECT_STEP)
        && words.get(AreaLayout.SUSPECT_STEP_DEATHS) >= deathsMax) {
      words.set(AreaLayout.REPLAYING, 0);
      throw new IOException(
          "the server died "
              + words.get(AreaLayout.SUSPECT_STEP_DEATHS)
              + " times in a row on "
              + what
              + "; --salvage serves what is intact without it");
    }
    words.set(AreaLayout.REPLAYING, step);
  }

  /// What could be read before [#run()] failed: the newest of all that is whole.
  @Nullable Moment reached() {
    Moment newest = reached;
    for (Checkpoint checkpoint : new Checkpoint[] {stores, ours}) {
      if (checkpoint == null) continue;
      if (newest != null && newest.position() >= checkpoint.journalPosition()) continue;
      try {
        newest = moment(checkpoint);
      } catch (IOException unreadable) {
        log.accept(unreadable.getMessage());
      }
    }
    return newest;
  }

  /// Whether the store could not be loaded.
  boolean isWithoutStore() {
    return storeFailure != null;
  }

  /// A store that cannot be loaded is not good enough, though the state was found without it.
  void insistOnStore() throws IOException {
    if (storeFailure != null) throw storeFailure;
  }

  /// Whether there was nothing at all.
  boolean isNew() {
    return ours == null && stores == null && recovered().position() == 0;
  }

  /// The state as it goes on.
  Moment recovered() {
    return new Moment(reachedState().afterCrash(), journal.position());
  }

  long replayed() {
    return replayed;
  }

  /// How long it took to load the checkpoints.
  Duration checkpointTime() {
    return Duration.ofNanos(checkpointNanos);
  }

  /// How long it took to take the journal's records.
  Duration journalTime() {
    return Duration.ofNanos(journalNanos);
  }

  /// The position of the checkpoint that the store has for certain.
  long storesPosition() {
    return storesPosition;
  }

  /// The position from which on a next start needs the journal's records.
  long covered() {
    Checkpoint own = ours;
    return own != null && journal.reachesBackTo(own.journalPosition())
        ? own.journalPosition()
        : storesPosition;
  }

  /// What has to be saved, oldest first.
  List<Handed> history() {
    return List.copyOf(history);
  }

  /// Lets the checkpointer go on.
  void begin() {
    checkpointer.begin(storesState, stores == null ? null : stores.tree(), history());
  }
}
