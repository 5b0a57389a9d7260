package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.History;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Node;
import revenant.api.tree.Tree;

/// A store in a bare git repository.
///
/// A save writes one pack, then moves [References#CHECKPOINT], then [References#MASTER]. Until the
/// first reference is moved a kill leaves the checkpoint before, and a pack nobody asks for; after
/// it the new one is saved.
final class JGitStore implements Store {
  private final GitFolder git;
  private final Packs packs;
  private final References references;
  private final CommitLog log;
  private final Upkeep upkeep;
  private @Nullable Tip tip;

  JGitStore(GitFolder git, StoreOptions options) throws IOException {
    this.git = git;
    packs = new Packs(git);
    references = new References(git);
    log = new CommitLog(packs, references);
    upkeep = new Upkeep(git, packs, references, log, options);
    try {
      tip = tip();
      catchUp();
    } catch (IOException e) {
      packs.close();
      throw damaged(e);
    }
  }

  private @Nullable Tip tip() throws IOException {
    ObjectId id = references.read(References.CHECKPOINT);
    return id == null ? null : Tip.read(packs, id);
  }

  /// Moves the history to where the checkpoint is, if a kill came between.
  private void catchUp() throws IOException {
    if (tip != null && !tip.commit().equals(references.read(References.MASTER))) {
      references.write(References.MASTER, tip.commit());
    }
  }

  private IOException damaged(IOException cause) {
    String line =
        "%s: the checkpoint at %s cannot be read (%s); --salvage serves what is intact"
            .formatted(git.root(), References.CHECKPOINT, cause.getMessage());
    return new IOException(line, cause);
  }

  @Override
  public Optional<Checkpoint> load() throws IOException {
    if (tip == null) return Optional.empty();
    try {
      return Optional.of(tip.checkpoint(new TreeReader(packs).read(tip.root())));
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  @Override
  public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
    Tip before = tip;
    if (before != null) upkeep.force(before);
    Tip saved;
    Path place;
    try (NewPack pack = new NewPack(git)) {
      TreeWriter trees = new TreeWriter(packs, pack);
      ObjectId root = write(trees, before, changes);
      byte[] visible =
          TreeEntries.with(trees.written(), TreeChange.folder(Checkpoint.HIDDEN, null));
      ObjectId commit = before == null ? null : before.commit();
      if (commit == null
          || causes.count() > 0
          || !log.treeOf(commit).equals(pack.idOfTree(visible))) {
        String text =
            CommitText.of(
                pack.tree(visible), commit, causes, next.journalPosition(), Instant.now());
        commit = pack.commit(text);
      }
      saved = Tip.write(pack, next, root, commit);
      place = pack.finish();
    }
    packs.add(place);
    references.write(References.CHECKPOINT, saved.id());
    tip = saved;
    boolean isVisible = before == null || !saved.commit().equals(before.commit());
    if (isVisible) references.write(References.MASTER, saved.commit());
    upkeep.added(place, isVisible ? saved.commit() : null);
  }

  private static ObjectId write(TreeWriter trees, @Nullable Tip tip, Changes changes)
      throws IOException {
    Node after = changes.now().root();
    Optional<Tree> before = changes.since();
    if (tip == null || before.isEmpty()) return trees.write(null, null, after);
    return trees.write(tip.root(), before.get().root(), after);
  }

  @Override
  public long bytesOnArea() throws IOException {
    return git.bytes();
  }

  @Override
  public void tidy(Deadline until) throws IOException {
    if (tip != null) upkeep.tidy(tip, until);
  }

  @Override
  public Optional<History> history() {
    return Optional.of(log);
  }

  @Override
  public void close() throws IOException {
    try {
      upkeep.close();
    } finally {
      packs.close();
    }
  }
}
