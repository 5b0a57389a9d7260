package revenant.server.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Checkpoint;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Tree;
import revenant.server.engine.Description;
import revenant.server.engine.State;
import revenant.server.setup.RecoveryReport;
import revenant.server.setup.ServerOptions;

/// The way from an area's folder to [Persistence]: lock, recover, make room. Taking over from
/// another store and salvaging are the same way gone twice: the first time ends in a checkpoint of
/// the server's own and a new header, and from these the second begins as any start does.
final class Opening {
  private static final String SERVER = "server";

  private final ServerOptions options;
  private final StoreProvider store;
  private final Function<String, StoreProvider> others;
  private final Consumer<String> log;
  private final Consumer<Throwable> fatal;
  private final Means means;
  private final long begin = System.nanoTime();
  private @Nullable String why;
  private boolean isSalvaged;

  Opening(
      ServerOptions options,
      StoreProvider store,
      Function<String, StoreProvider> others,
      Consumer<String> log,
      Consumer<Throwable> fatal,
      Means means) {
    this.options = options;
    this.store = store;
    this.others = others;
    this.log = log;
    this.fatal = fatal;
    this.means = means;
  }

  Durable open() throws IOException {
    Area area =
        Area.open(means.storage(), options.area(), options.storeName(), options.isClearing(), log);
    try {
      if (options.isSalvaging()) area.setUnusableAside(log);
      takeOver(area);
      return recover(area);
    } catch (Throwable failed) {
      area.close();
      throw failed;
    }
  }

  private void takeOver(Area area) throws IOException {
    String owner = area.header().storeName();
    if (owner.equals(options.storeName())) return;
    if (!owner.equals(options.importFrom().orElse("")))
      throw new IOException(
          area.folder()
              + " belongs to the store "
              + owner
              + ": use --store="
              + owner
              + ", or --import-from="
              + owner
              + " to go on with "
              + options.storeName());
    OpenArea open = openArea(area, others.apply(owner));
    try {
      Recovery recovery = recovery(open);
      recovery.run();
      save(open, recovery.recovered());
    } finally {
      open.release();
    }
    // Killed before this the import is begun again, after this it is done.
    area.become(area.header().withStore(options.storeName()));
    forgetStore(area, owner);
    why = "import from " + owner;
  }

  private OpenArea openArea(Area area, StoreProvider provider) throws IOException {
    return OpenArea.open(area, provider, options.storeOptions(), means, log, fatal);
  }

  private Recovery recovery(OpenArea open) {
    return new Recovery(
        open.words(),
        open.journal(),
        open.room(),
        open.checkpointer(),
        options.limits(),
        options.isSalvaging(),
        log);
  }

  private static void save(OpenArea open, Moment moment) throws IOException {
    Tree tree = StateTree.of(moment.state());
    open.room()
        .save(new Checkpoint(open.header().area(), moment.position(), StateTree.FORMAT, tree));
  }

  /// The old store's files go where the new one is not in their way; the new one has nothing yet.
  private void forgetStore(Area area, String name) throws IOException {
    area.setStoreAside(name);
    Words.change(means.storage(), area.headerFile(), words -> words.set(AreaLayout.STORE_SAVED, 0));
  }

  private Durable recover(Area area) throws IOException {
    OpenArea open = openArea(area, store);
    Recovery recovery = recovery(open);
    try {
      return recovered(area, open, recovery);
    } catch (Throwable failed) {
      open.words().set(AreaLayout.REPLAYING, 0);
      open.words().set(AreaLayout.IN_RECOVERY, 0);
      open.release();
      if (!options.isSalvaging() || isSalvaged || !(failed instanceof IOException)) throw failed;
      salvage(area, recovery, failed.getMessage());
      return recover(area);
    }
  }

  private Durable recovered(Area area, OpenArea open, Recovery recovery) throws IOException {
    Words words = open.words();
    boolean hasCrashed = words.get(AreaLayout.RUNNING) != 0;
    boolean diedInRecovery = words.get(AreaLayout.IN_RECOVERY) != 0;
    words.set(AreaLayout.IN_RECOVERY, 1);
    words.set(AreaLayout.IN_CHECKPOINT, 0);
    words.set(AreaLayout.IN_SEGMENT_CHANGE, 0);
    words.set(AreaLayout.STARTS, words.get(AreaLayout.STARTS) + 1);
    Juncture.RECOVERY.here();
    recovery.run();
    if (options.isSalvaging()) recovery.insistOnStore();
    Moment found = recovery.recovered();
    makeRoom(area, open, recovery, found);
    Suspect suspect = Suspect.of(words, found.state(), diedInRecovery);
    words.set(AreaLayout.RUNNING, 1);
    Juncture.RECOVERED.here();
    words.set(AreaLayout.IN_RECOVERY, 0);
    RecoveryReport report = report(recovery, found, hasCrashed || diedInRecovery);
    Recording.recovered(report.replayed(), report.nodes());
    return serving(open, recovery, found, report, suspect);
  }

  private RecoveryReport report(Recovery recovery, Moment found, boolean hasCrashed) {
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    return new RecoveryReport(
        found.state().tree().count(),
        recovery.replayed(),
        hasCrashed,
        took,
        recovery.checkpointTime(),
        recovery.journalTime());
  }

  /// Takes what the journal and the server's own checkpoints need, and frees what checkpoints
  /// cover.
  private void makeRoom(Area area, OpenArea open, Recovery recovery, Moment found)
      throws IOException {
    open.newest().set(found);
    open.journal().release(recovery.covered());
    Tree tree = StateTree.of(found.state());
    open.room().reserveBeside(StateTree.bytesBeside(tree));
    try {
      allocate(open);
    } catch (IOException full) {
      if (!area.forgetAside())
        throw new IOException(area.folder() + " has no room: " + full.getMessage(), full);
      log.accept("what was set aside is deleted, as its room is needed");
      allocate(open);
    }
    open.room().grow(open.room().needed(found.state().tree().root().bytes()));
    // What a new area begins with depends on options: it must be the same at the next start.
    if (recovery.isNew()) save(open, found);
  }

  private void allocate(OpenArea open) throws IOException {
    open.room().reserve(means.sizes().roomBytes());
    open.journal().allocate();
  }

  private Durable serving(
      OpenArea open, Recovery recovery, Moment found, RecoveryReport report, Suspect suspect) {
    recovery.begin();
    Durable durable = new Durable(open, means.storage(), options.ack(), found, report, suspect);
    boolean isWorthTelling = report.replayed() > 0 || recovery.storesPosition() > 0;
    if (why == null && report.hasCrashed() && isWorthTelling)
      why = "recovered after a crash, journal records replayed: " + report.replayed();
    if (why != null) durable.tell(new Entry(origin(why), List.of()));
    return durable;
  }

  private static Origin origin(String what) {
    return new Origin(
        SERVER, State.CONTROL_DOMAIN, System.currentTimeMillis(), Description.of(what), 0, 0);
  }

  /// Makes what is intact the beginning of a new journal. The damaged one is copied aside before.
  private void salvage(Area area, Recovery recovery, @Nullable String problem) throws IOException {
    log.accept("salvaging: " + problem);
    area.copyAside();
    Moment reached = recovery.reached();
    Moment moment = reached == null ? new Moment(State.initial(options.limits()), 0) : reached;
    saveAlone(area, new Moment(moment.state().afterCrash(), moment.position()));
    // Killed before this the salvage is done again, after this the new journal counts, empty.
    area.become(area.header().nextEpoch());
    Words.change(
        means.storage(),
        area.headerFile(),
        words -> {
          words.set(AreaLayout.APPENDED, moment.position());
          words.set(AreaLayout.SUSPECT_STEP, 0);
          words.set(AreaLayout.REPLAYING, 0);
        });
    if (recovery.isWithoutStore()) forgetStore(area, options.storeName());
    log.accept(
        "salvaged " + moment.state().tree().count() + " nodes at record " + moment.position());
    isSalvaged = true;
    why = "salvaged: " + problem;
  }

  private void saveAlone(Area area, Moment moment) throws IOException {
    try (Room room = Room.open(means.storage(), area.folder(), area.header().area())) {
      try {
        room.load(problem -> {});
      } catch (IOException | RuntimeException unreadable) {
        log.accept(unreadable.getMessage());
      }
      Tree tree = StateTree.of(moment.state());
      room.replace(new Checkpoint(area.header().area(), moment.position(), StateTree.FORMAT, tree));
    }
  }
}
