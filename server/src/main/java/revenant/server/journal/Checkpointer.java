package revenant.server.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Causes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.tree.Tree;
import revenant.server.engine.Description;
import revenant.server.engine.State;

/// The thread that hands checkpoints to the store plug-in: each change for itself while that is
/// cheap, many in one when it is not. Nobody waits for it but who asks to with [#settle].
///
/// When the store fails it is thrown away and opened again, and handed the newest tree; until then
/// the server's own checkpoints do (see [Keeper]), and only history suffers.
final class Checkpointer {
  private static final long POLL_NANOS = 20_000_000;
  private static final long AWAKE_NANOS = 1_000_000_000;
  private static final long QUIET_NANOS = 200_000_000;

  /// How long nothing is done for the next start after that was, and how many times as long as it
  /// took.
  private static final long FOLLOW_NANOS = 250_000_000;

  private static final int FOLLOW_SHARE = 20;

  /// How long states are gathered that are too many to be told apart.
  private static final long GATHER_NANOS = 250_000_000;

  private static final long RETRY_NANOS_MIN = 1_000_000_000;
  private static final long RETRY_NANOS_MAX = 30_000_000_000L;
  private static final int SAVES_UNTIL_TIDY = 128;

  /// How long the store may tidy up at a time. What does not fit is tried again with twice as much,
  /// up to the longest time that a save may wait for it.
  private static final Duration TIDY = Duration.ofMillis(100);

  private static final Duration TIDY_MAX = Duration.ofMillis(1600);

  private record Saved(Moment moment, Tree tree) {}

  private final OpenStore store;
  private final long bytesMax;
  private final Words words;
  private final Journal journal;
  private final Keeper keeper;
  private final Supplier<Moment> newest;
  private final Notices notices;
  private final Consumer<Throwable> fatal;
  private final Backlog backlog = new Backlog();
  private final Budget budget = new Budget(System.nanoTime());
  private final Thread thread = new Thread(this::run, "checkpointer");
  private final CompletableFuture<Boolean> loadWish = new CompletableFuture<>();
  private final CompletableFuture<Optional<Checkpoint>> loaded = new CompletableFuture<>();
  private final CompletableFuture<Boolean> mayBegin = new CompletableFuture<>();
  private final Object settling = new Object();

  private StateTree trees = new StateTree();
  private @Nullable State known;
  private @Nullable Saved saved;
  private @Nullable Handed beginning;
  private int replayed;
  private long retryAt = System.nanoTime();
  private long retryNanos = RETRY_NANOS_MIN;
  private boolean isFailing;
  private long tookAt = System.nanoTime();
  private long savedAt = System.nanoTime();
  private long followAt = System.nanoTime();
  private int savesUntidy;
  private Duration tidyTime = TIDY;
  private long bytes;
  private volatile long settled;
  private volatile long wanted;
  private volatile boolean isAsleep;
  private volatile boolean isClosing;
  private volatile boolean isAbandoned;

  Checkpointer(
      OpenStore store,
      long bytesMax,
      Words words,
      Journal journal,
      Keeper keeper,
      Supplier<Moment> newest,
      Consumer<String> log,
      Consumer<Throwable> fatal) {
    this.store = store;
    this.bytesMax = bytesMax;
    this.words = words;
    this.journal = journal;
    this.keeper = keeper;
    this.newest = newest;
    this.notices = new Notices(log);
    this.fatal = fatal;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /// Opens the store and loads its newest checkpoint, on the thread that has all of the store's
  /// calls. Where that was never started the caller's does.
  Optional<Checkpoint> load() throws IOException {
    if (thread.getState() == Thread.State.NEW) return store.load();
    loadWish.complete(true);
    try {
      return loaded.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException known) throw known;
      throw new IOException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  /// Takes what is to be saved: first what recovery found, one by one, then what is handed over.
  ///
  /// @param state the state of the store's newest checkpoint, if that is known
  /// @param tree the tree of that checkpoint, if it was loaded
  void begin(@Nullable State state, @Nullable Tree tree, List<Handed> recovered) {
    backlog.addAll(recovered);
    replayed = recovered.size();
    if (words.get(AreaLayout.STORE_SAVED) == 0 && recovered.isEmpty()) beginning = beginning();
    if (tree == null) known = state;
    trees = state == null || tree == null ? new StateTree() : new StateTree(state, tree);
  }

  /// Begins to save. A start leaves both processors to those who wait for it.
  void goOn() {
    loadWish.complete(false);
    mayBegin.complete(true);
  }

  /// What a new area begins with is a moment of its own in history, which nobody is named for. It
  /// waits for the first change: a store that nobody uses need not be opened.
  private Handed beginning() {
    Origin origin =
        new Origin("server", 0, System.currentTimeMillis(), Description.of("a new store"), 0, 0);
    return Handed.forced(newest.get(), new Entry(origin, List.of()));
  }

  /// Takes a turn's outcome. Costs no system call but when everything was quiet for a while.
  void add(Moment moment, List<Entry> turn) {
    backlog.add(moment, turn);
    if (isAsleep) LockSupport.unpark(thread);
  }

  void add(Handed handed) {
    backlog.add(handed);
    if (isAsleep) LockSupport.unpark(thread);
  }

  /// Returns when everything up to `position` is in the store, or, while that fails, in the
  /// server's own checkpoint.
  void settle(long position) throws InterruptedException {
    if (settled >= position) return;
    goOn();
    wanted = position;
    LockSupport.unpark(thread);
    synchronized (settling) {
      while (settled < position && !isAbandoned) settling.wait();
    }
  }

  private void run() {
    try {
      if (loadWish.join()) load(loaded);
      mayBegin.join();
      while (!isClosing && !isAbandoned) turn();
      if (!isAbandoned) finish();
    } catch (Throwable ours) {
      if (!isAbandoned) fatal.accept(ours);
    }
    if (isAbandoned) closeStore();
  }

  /// Saves the oldest that waits, if any does. For whoever counts steps and wants no thread.
  void saveOne() {
    if (beginning != null || backlog.size() > 0) saveNext(1);
    follow();
  }

  private void load(CompletableFuture<Optional<Checkpoint>> answer) {
    try {
      Juncture.STORE_LOAD.here();
      answer.complete(store.load());
    } catch (IOException failed) {
      answer.completeExceptionally(failed);
    }
  }

  private void turn() throws IOException {
    long now = System.nanoTime();
    int waiting = backlog.size();
    if (now - followAt >= 0) follow();
    if (waiting == 0) idle(now);
    else if (now - retryAt < 0) hold();
    else saveWhenEarned(now, waiting);
  }

  private void saveWhenEarned(long now, int waiting) {
    long nanos = nanosToWait(now);
    if (nanos == 0) saveNext(group(waiting));
    else LockSupport.parkNanos(this, Math.min(nanos, POLL_NANOS));
  }

  private boolean isUrgent() {
    return wanted > settled;
  }

  private long nanosToWait(long now) {
    if (isUrgent() || replayed > 0) return 0;
    if (backlog.isCrowded() && now - tookAt < GATHER_NANOS) return tookAt + GATHER_NANOS - now;
    if (savesUntidy >= SAVES_UNTIL_TIDY || (bytes > bytesMax && savesUntidy > 0)) tidy(now);
    return budget.nanosUntilEarned(now);
  }

  /// The store failed a moment ago. Who waits is served by the server's own checkpoint.
  private void hold() throws IOException {
    if (isUrgent()) {
      Moment moment = newest.get();
      keeper.save(moment);
      settled(moment.position());
    } else {
      LockSupport.parkNanos(this, POLL_NANOS);
    }
  }

  private void idle(long now) {
    long quiet = now - savedAt;
    if (savesUntidy > 0 && quiet > QUIET_NANOS) tidy(now);
    if (quiet > AWAKE_NANOS) {
      follow();
      journal.trim();
      sleep();
    } else {
      LockSupport.parkNanos(this, POLL_NANOS);
    }
  }

  /// Nobody looks at the backlog any more, so that whoever adds to it must wake this thread. Who
  /// added before it says so is seen below, who adds later sees that it said so.
  private void sleep() {
    isAsleep = true;
    if (backlog.size() == 0 && !isClosing && !isAbandoned) LockSupport.park(this);
    isAsleep = false;
    savedAt = System.nanoTime();
  }

  private void saveNext(int count) {
    Handed next = beginning == null ? backlog.take(count) : beginning;
    beginning = null;
    if (next != null) save(next);
    tookAt = System.nanoTime();
  }

  private int group(int waiting) {
    if (isFailing || isUrgent()) return waiting;
    if (replayed > 0) return 1;
    if (backlog.isCrowded()) return waiting;
    int affordable = budget.affordable();
    return (waiting + affordable - 1) / affordable;
  }

  private void save(Handed next) {
    Moment moment = next.moment();
    try {
      if (!store.isOpen()) open();
      Tree tree = trees.next(moment.state());
      boolean isNew = moment.position() > store.position();
      if (isNew && (next.isForced() || store.isVisible(tree))) save(moment, tree, next.causes());
      settled(moment.position());
    } catch (IOException failed) {
      backlog.putBack(next);
      failed("cannot save to the store, history will have a gap: " + failed.getMessage());
    }
    if (replayed > 0) replayed--;
  }

  /// Whoever dies in it has the next start do it before it serves, where that is counted.
  private void open() throws IOException {
    State state = known;
    try {
      words.set(AreaLayout.IN_LATE_LOAD, 1);
      Juncture.STORE_LOAD.here();
      if (state == null) store.load();
      else store.load(trees.next(state));
    } finally {
      words.set(AreaLayout.IN_LATE_LOAD, 0);
    }
    known = null;
  }

  private void save(Moment moment, Tree tree, Causes causes) throws IOException {
    long begin = System.nanoTime();
    long bytesBefore = bytes;
    boolean isSaved = false;
    try {
      words.set(AreaLayout.IN_CHECKPOINT, moment.position() + 1);
      Juncture.CHECKPOINT.here();
      store.save(moment.position(), tree, causes);
      Juncture.CHECKPOINT_SAVED.here();
      words.set(AreaLayout.STORE_SAVED, moment.position() + 1);
      bytes = store.bytesOnArea();
      isSaved = true;
    } finally {
      words.set(AreaLayout.IN_CHECKPOINT, 0);
      savedAt = System.nanoTime();
      long grown = bytes - bytesBefore;
      // Recovery's saves wait for no budget. If they were charged to it, all that come after would
      // wait ten times as long as those took.
      if (replayed == 0) budget.spend(savedAt - begin, grown);
      Recording.saved(moment.position(), causes, grown, savedAt - begin, isSaved);
    }
    saved = new Saved(moment, tree);
    savesUntidy++;
    works();
  }

  /// The next start need not wait for the store, while the server's own checkpoint is not far
  /// behind.
  private void follow() {
    Saved newestSaved = saved;
    if (newestSaved == null) return;
    long begin = System.nanoTime();
    keeper.follow(newestSaved.moment(), newestSaved.tree());
    long now = System.nanoTime();
    followAt = now + Math.max(FOLLOW_NANOS, FOLLOW_SHARE * (now - begin));
  }

  private void works() {
    isFailing = false;
    retryNanos = RETRY_NANOS_MIN;
    notices.works("the store can be saved to again");
  }

  private void failed(String line) {
    notices.failed(line, System.nanoTime());
    isFailing = true;
    replayed = 0;
    saved = null;
    retryAt = System.nanoTime() + retryNanos;
    retryNanos = Math.min(2 * retryNanos, RETRY_NANOS_MAX);
    closeStore();
  }

  private void closeStore() {
    try {
      store.close();
    } catch (IOException failed) {
      notices.failed("the store cannot be closed: " + failed.getMessage(), System.nanoTime());
    }
  }

  private void settled(long position) {
    settled = position;
    synchronized (settling) {
      settling.notifyAll();
    }
  }

  private void tidy(long now) {
    savesUntidy = 0;
    if (!store.isOpen()) return;
    try {
      Deadline until = Deadline.in(tidyTime);
      store.tidy(until);
      giveTime(until.isOver());
      bytes = store.bytesOnArea();
    } catch (IOException failed) {
      failed("the store cannot tidy up: " + failed.getMessage());
    }
    budget.spend(System.nanoTime() - now, 0);
  }

  /// A store that was cut short is asked again, also if nothing is saved any more.
  private void giveTime(boolean wasCutShort) {
    if (wasCutShort && tidyTime.compareTo(TIDY_MAX) < 0) {
      tidyTime = tidyTime.multipliedBy(2);
      savesUntidy = 1;
    } else if (!wasCutShort) {
      tidyTime = TIDY;
    }
  }

  /// What waits is saved; what cannot be is in the journal.
  private void finish() {
    isFailing = false;
    while (!isFailing && backlog.size() > 0) saveNext(1);
    closeStore();
  }

  /// Saves what waits and ends.
  void close() throws InterruptedException {
    isClosing = true;
    goOn();
    end();
  }

  /// Ends as a killed process does, but for what it is in the middle of.
  void abandon() throws InterruptedException {
    isAbandoned = true;
    goOn();
    settled(settled);
    end();
  }

  private void end() throws InterruptedException {
    LockSupport.unpark(thread);
    thread.join();
  }
}
