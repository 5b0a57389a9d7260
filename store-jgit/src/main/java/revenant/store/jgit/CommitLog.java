package revenant.store.jgit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;
import revenant.api.store.History;
import revenant.api.tree.Tree;

/// The commits from the newest back to the oldest that was kept.
final class CommitLog implements History {
  /// The last trailer of each message.
  static final String POSITION = "Journal-Position: ";

  private final Packs packs;
  private final References references;

  CommitLog(Packs packs, References references) {
    this.packs = packs;
    this.references = references;
  }

  /// The commit before `commit`, null if that is the oldest kept.
  @Nullable ObjectId before(ObjectId commit, @Nullable ObjectId oldest) throws IOException {
    if (commit.equals(oldest)) return null;
    RevCommit parsed = parse(commit);
    return parsed.getParentCount() == 0 ? null : parsed.getParent(0).copy();
  }

  private RevCommit parse(ObjectId commit) throws IOException {
    return RevCommit.parse(packs.read(commit, Constants.OBJ_COMMIT));
  }

  /// The tree object of `commit`.
  ObjectId treeOf(ObjectId commit) throws IOException {
    return parse(commit).getTree().copy();
  }

  @Override
  public List<Moment> newest(int limit) throws IOException {
    List<Moment> moments = new ArrayList<>();
    ObjectId oldest = references.oldest();
    ObjectId commit = references.read(References.MASTER);
    while (commit != null && moments.size() < limit) {
      moments.add(moment(commit));
      commit = before(commit, oldest);
    }
    return moments;
  }

  private Moment moment(ObjectId commit) throws IOException {
    RevCommit parsed = parse(commit);
    String message = parsed.getFullMessage();
    int position = message.lastIndexOf(POSITION);
    if (position < 0) throw new IOException("commit " + commit.name() + " is not ours");
    return new Moment(
        commit.name(),
        parsed.getAuthorIdent().getWhenAsInstant(),
        Long.parseLong(message.substring(position + POSITION.length()).strip()),
        message.substring(0, position).strip());
  }

  @Override
  public Tree at(Moment moment) throws IOException {
    if (!ObjectId.isId(moment.id())) throw new IOException("no commit: " + moment.id());
    return new TreeReader(packs).read(treeOf(ObjectId.fromString(moment.id())));
  }
}
