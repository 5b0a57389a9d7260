package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// All packs: those with commits in the order of the history, and those without. The first with
/// commits is the *base*: it alone holds everything that its commit's tree is made of.
final class Batches {
  /// How many packs of a level are merged into one of the next, which `Batch.level()` counts in
  /// tens.
  static final int MERGED = 10;

  private final List<Batch> oldestFirst = new ArrayList<>();
  private final List<Batch> loose = new ArrayList<>();

  /// Walks the whole history to find which pack each commit is in. Costs some microseconds a
  /// commit, so it is done when packs are first merged or trimmed, not when a store is opened.
  static Batches of(Packs packs, CommitLog log, References references) throws IOException {
    List<Pack> largestFirst = new ArrayList<>(packs.all());
    // Where a kill left a merged pack beside those it was made of, the merged one counts.
    largestFirst.sort(Comparator.comparingLong(Batches::objects).reversed());
    Map<Pack, Integer> commits = new HashMap<>();
    Batches batches = new Batches();
    ObjectId oldest = references.oldest();
    ObjectId newest = null;
    Pack current = null;
    ObjectId commit = references.read(References.MASTER);
    for (; commit != null; commit = log.before(commit, oldest)) {
      if (current == null || !current.hasObject(commit)) {
        if (current != null) batches.addOlder(current, newest, commits);
        current =
            commit.equals(oldest)
                ? base(commit, largestFirst, packs, log)
                : packOf(commit, largestFirst);
        newest = commit;
      }
      commits.merge(current, 1, Integer::sum);
    }
    if (current != null) batches.addOlder(current, newest, commits);
    for (Pack pack : largestFirst) {
      if (!commits.containsKey(pack)) batches.loose.add(Batch.of(path(pack), null, 0));
    }
    return batches;
  }

  private static long objects(Pack pack) {
    try {
      return pack.getIndex().getObjectCount();
    } catch (IOException e) {
      return 0;
    }
  }

  private static Pack packOf(ObjectId commit, List<Pack> packs) throws IOException {
    for (Pack pack : packs) if (pack.hasObject(commit)) return pack;
    throw new IOException("commit " + commit.name() + " is in no pack");
  }

  /// A kill in the middle of a cut leaves the new base and a pack that has the same commit, but not
  /// all of its tree.
  private static Pack base(ObjectId commit, List<Pack> all, Packs packs, CommitLog log)
      throws IOException {
    List<Pack> having = new ArrayList<>();
    for (Pack pack : all) if (pack.hasObject(commit)) having.add(pack);
    if (having.size() < 2) return packOf(commit, having);
    try (RevWalk walk = new RevWalk(packs.newReader())) {
      Needed whole = new Needed(packs, walk, id -> true, () -> false);
      whole.addCommit(commit, log.treeOf(commit));
      for (Pack pack : having) if (hasAll(pack, whole.objects())) return pack;
    }
    throw new IOException("commit " + commit.name() + " is whole in no pack");
  }

  private static boolean hasAll(Pack pack, List<RevObject> objects) throws IOException {
    for (RevObject object : objects) if (!pack.hasObject(object)) return false;
    return true;
  }

  private static Path path(Pack pack) {
    return pack.getPackFile().toPath();
  }

  private void addOlder(Pack pack, @Nullable ObjectId newest, Map<Pack, Integer> commits)
      throws IOException {
    oldestFirst.addFirst(Batch.of(path(pack), newest, commits.getOrDefault(pack, 0)));
  }

  void add(Batch batch) {
    if (batch.newest() == null) loose.add(batch);
    else oldestFirst.add(batch);
  }

  List<Batch> oldestFirst() {
    return List.copyOf(oldestFirst);
  }

  List<Batch> loose() {
    return List.copyOf(loose);
  }

  /// How many commits there are.
  int commits() {
    return commits(oldestFirst);
  }

  static int commits(List<Batch> batches) {
    return batches.stream().mapToInt(Batch::commits).sum();
  }

  static long bytes(List<Batch> batches) {
    return batches.stream().mapToLong(Batch::bytes).sum();
  }

  /// The newest packs that should become one, oldest first: when there are [#MERGED] of a level,
  /// those and the smaller ones after them. Empty if all is well. So an object is rewritten once
  /// for each level, and the number of packs stays below ten for each digit of that of the commits.
  List<Batch> mergeable() {
    int from = oldestFirst.size();
    for (int level = 0; from > 1; level++) {
      int ofLevel = level == 0 ? loose.size() : 0;
      while (from > 1 && oldestFirst.get(from - 1).level() <= level) {
        from--;
        if (oldestFirst.get(from).level() == level) ofLevel++;
      }
      if (ofLevel >= MERGED) return List.copyOf(oldestFirst.subList(from, oldestFirst.size()));
    }
    return List.of();
  }

  /// Whether the packs without commits alone are many.
  boolean isManyLoose() {
    return loose.size() >= MERGED;
  }

  /// Puts `merged` in place of the newest packs `run` and of all that have no commits.
  void replaceNewest(List<Batch> run, @Nullable Batch merged) {
    oldestFirst.subList(oldestFirst.size() - run.size(), oldestFirst.size()).clear();
    loose.clear();
    if (merged != null) add(merged);
  }

  /// Puts `base` in place of the oldest `count` packs and of all that have no commits.
  void replaceOldest(int count, Batch base) {
    oldestFirst.subList(0, count).clear();
    loose.clear();
    oldestFirst.addFirst(base);
  }
}
