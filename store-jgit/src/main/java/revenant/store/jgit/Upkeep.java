package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Deadline;
import revenant.api.store.StoreOptions;

/// Keeps the packs few and the history within its bounds, by two kinds of step. Each writes a new
/// pack, and only when that counts deletes those it replaces, so that a kill leaves too much, never
/// too little.
///
/// A *merge* makes one pack of the newest ones, and leaves out what was hidden and is outdated. A
/// *cut* writes a new base, everything that some commit's tree is made of, and drops all packs up
/// to that commit. It never has to look through the history: a save writes every object it does not
/// find at the same place of the tree before, so whatever later commits are made of is in the base
/// or in a later pack.
final class Upkeep {
  private static final int PACKS_MAX = 45;
  private static final int CUT_COMMITS_MIN = 16;

  private final GitFolder git;
  private final Packs packs;
  private final References references;
  private final CommitLog log;
  private final StoreOptions options;
  private final Replaced replaced;
  private @Nullable Batches known;
  private int count;
  private long bytes;

  Upkeep(GitFolder git, Packs packs, References references, CommitLog log, StoreOptions options)
      throws IOException {
    this.git = git;
    this.packs = packs;
    this.references = references;
    this.log = log;
    this.options = options;
    replaced = new Replaced(packs, options.bytesMax() / 8);
    recount();
  }

  private void recount() throws IOException {
    count = -replaced.count();
    bytes = 0;
    for (Pack pack : packs.all()) {
      count++;
      bytes += Packs.bytes(pack.getPackFile().toPath());
    }
  }

  /// Told of every pack that was saved, and of the commit in it if it has one.
  void added(Path pack, @Nullable ObjectId commit) throws IOException {
    Batch batch = Batch.of(pack, commit, commit == null ? 0 : 1);
    if (known != null) known.add(batch);
    count++;
    bytes += batch.bytes();
  }

  /// Does what cannot wait for [#tidy].
  void force(Tip tip) throws IOException {
    deleteReplaced();
    if (replaced.deleteExcess()) recount();
    boolean isTooMuch = count >= PACKS_MAX || bytes > options.bytesMax() / 4 * 5;
    if (isTooMuch) step(tip, () -> false);
  }

  /// Does all there is to do, or as much as there is time for.
  void tidy(Tip tip, Deadline until) throws IOException {
    try {
      deleteReplaced();
      boolean isMore = true;
      while (isMore && !until.isOver()) isMore = step(tip, until::isOver);
    } catch (CancellationException e) {
      // What was begun is thrown away, and begun again in a later call.
    }
  }

  private void deleteReplaced() throws IOException {
    boolean isTooMuch = bytes > options.bytesMax();
    if (isTooMuch ? replaced.deleteAll() : replaced.deleteOver()) recount();
  }

  /// Deletes what nobody needs any more.
  void close() throws IOException {
    replaced.deleteAll();
  }

  /// Does the next thing, if there is one.
  private boolean step(Tip tip, BooleanSupplier isOver) throws IOException {
    Batches batches = batches();
    List<Batch> run = batches.mergeable();
    if (!run.isEmpty() || batches.isManyLoose()) {
      merge(batches, run, tip, isOver);
      return true;
    }
    int dropped = droppable(batches);
    if (dropped > 0) cut(batches, dropped, tip, isOver);
    return dropped > 0;
  }

  private Batches batches() throws IOException {
    Batches batches = known == null ? Batches.of(packs, log, references) : known;
    known = batches;
    return batches;
  }

  private void merge(Batches batches, List<Batch> run, Tip tip, BooleanSupplier isOver)
      throws IOException {
    List<Path> old = paths(run);
    old.addAll(paths(batches.loose()));
    List<Pack> sources =
        packs.all().stream().filter(p -> old.contains(p.getPackFile().toPath())).toList();
    try (RevWalk walk = new RevWalk(packs.newReader())) {
      Needed needed = new Needed(packs, walk, id -> isInAny(sources, id), isOver);
      needed.addCheckpoint(tip);
      addCommits(needed, run);
      List<RevObject> objects = needed.objectsByPath();
      Path merged =
          objects.isEmpty() ? null : Repack.write(git, packs, objects, Repack.small(), isOver);
      ObjectId newest = run.isEmpty() ? null : run.getLast().newest();
      Batch batch = merged == null ? null : Batch.of(merged, newest, Batches.commits(run));
      replace(old, merged);
      batches.replaceNewest(run, batch);
    }
  }

  private void addCommits(Needed needed, List<Batch> run) throws IOException {
    ObjectId commit = run.isEmpty() ? null : run.getLast().newest();
    for (int left = Batches.commits(run); left > 0 && commit != null; left--) {
      needed.addCommit(commit, log.treeOf(commit));
      commit = log.before(commit, null);
    }
  }

  private static List<Path> paths(List<Batch> batches) {
    return new ArrayList<>(batches.stream().map(Batch::pack).toList());
  }

  private static boolean isInAny(List<Pack> packs, ObjectId id) throws IOException {
    for (Pack pack : packs) if (pack.hasObject(id)) return true;
    return false;
  }

  private void replace(List<Path> old, @Nullable Path by) throws IOException {
    if (by != null) packs.add(by);
    replaced.add(old.stream().filter(path -> !path.equals(by)).toList());
    recount();
  }

  /// How many of the oldest packs should go: 0 unless the history is too long or too large, and so
  /// much of it can go that writing a new base is worth it.
  private int droppable(Batches batches) {
    List<Batch> all = batches.oldestFirst();
    int count = Math.max(beyondChanges(all), beyondBytes(all));
    if (count < 2) return 0;
    long base = all.getFirst().bytes();
    long gain = Batches.bytes(all.subList(1, count));
    return gain >= base / 4 ? count : 0;
  }

  private int beyondChanges(List<Batch> all) {
    int wanted = Math.max(1, options.historyChanges());
    int commits = Batches.commits(all);
    int slack = Math.max(wanted / 4, CUT_COMMITS_MIN);
    int dropped = 0;
    int kept = commits;
    while (dropped < all.size() && kept - all.get(dropped).commits() + 1 >= wanted) {
      kept -= all.get(dropped++).commits();
    }
    return commits - kept >= slack ? dropped : 0;
  }

  private int beyondBytes(List<Batch> all) {
    if (bytes <= options.bytesMax() || all.isEmpty()) return 0;
    long room = Math.max(0, options.bytesMax() - all.getFirst().bytes()) / 2;
    int dropped = 1;
    while (dropped < all.size() && Batches.bytes(all.subList(dropped, all.size())) > room) {
      dropped++;
    }
    return dropped;
  }

  /// Makes the newest commit of the oldest `count` packs the first of the history.
  private void cut(Batches batches, int count, Tip tip, BooleanSupplier isOver) throws IOException {
    List<Batch> dropped = batches.oldestFirst().subList(0, count);
    ObjectId first = dropped.getLast().newest();
    if (first == null) return;
    try (RevWalk walk = new RevWalk(packs.newReader())) {
      Needed needed = new Needed(packs, walk, id -> true, isOver);
      needed.addCheckpoint(tip);
      needed.addCommit(first, log.treeOf(first));
      Path base = Repack.write(git, packs, needed.objects(), Repack.fast(), isOver);
      // Before the packs go: from here on nobody asks for the commits before it.
      references.writeOldest(first);
      List<Path> old = paths(dropped);
      old.addAll(paths(batches.loose()));
      Batch batch = Batch.of(base, first, 1);
      replace(old, base);
      batches.replaceOldest(count, batch);
    }
  }
}
