package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Tree;

/// A saved checkpoint, as [References#CHECKPOINT] points at it: a tree with a small text file
/// `checkpoint` and the whole tree, hidden part included, as the folder `tree`. One object names
/// all of it, so that a checkpoint is there as a whole or not at all.
///
/// @param id the tree that the reference points at
/// @param root the folder `tree`
/// @param commit the newest commit, whose tree is the same without the hidden part
/// @param area of the checkpoint
/// @param journalPosition of the checkpoint
/// @param format of the checkpoint
record Tip(
    ObjectId id, ObjectId root, ObjectId commit, UUID area, long journalPosition, int format) {
  private static final String NOTE = "checkpoint";
  private static final String TREE = "tree";

  /// Writes the tree that stands for `next`.
  static Tip write(NewPack pack, Checkpoint next, ObjectId root, ObjectId commit)
      throws IOException {
    String note =
        "area %s\nposition %d\nformat %d\ncommit %s\n"
            .formatted(next.area(), next.journalPosition(), next.format(), commit.name());
    ObjectId blob = pack.blob(note.getBytes(US_ASCII));
    ObjectId id =
        pack.tree(TreeEntries.of(TreeChange.file(NOTE, blob), TreeChange.folder(TREE, root)));
    return new Tip(id, root, commit, next.area(), next.journalPosition(), next.format());
  }

  /// Reads the tree that the reference points at.
  static Tip read(Packs packs, ObjectId id) throws IOException {
    ObjectId note = null;
    ObjectId root = null;
    TreeEntries entries = new TreeEntries(packs.read(id, Constants.OBJ_TREE));
    while (entries.next()) {
      if (entries.name().equals(NOTE)) note = entries.id();
      if (entries.name().equals(TREE)) root = entries.id();
    }
    if (note == null || root == null) throw new IOException("tree " + id.name() + " is incomplete");
    return parse(id, root, new String(packs.read(note, Constants.OBJ_BLOB), US_ASCII));
  }

  private static Tip parse(ObjectId id, ObjectId root, String note) throws IOException {
    Map<String, String> fields = new HashMap<>();
    for (String line : note.lines().toList()) {
      int blank = line.indexOf(' ');
      if (blank > 0) fields.put(line.substring(0, blank), line.substring(blank + 1));
    }
    try {
      return new Tip(
          id,
          root,
          ObjectId.fromString(fields.getOrDefault("commit", "")),
          UUID.fromString(fields.getOrDefault("area", "")),
          Long.parseLong(fields.getOrDefault("position", "")),
          Integer.parseInt(fields.getOrDefault("format", "")));
    } catch (IllegalArgumentException e) {
      throw new IOException("the file " + NOTE + " in " + id.name() + " is damaged", e);
    }
  }

  /// The checkpoint with its tree.
  Checkpoint checkpoint(Tree tree) {
    return new Checkpoint(area, journalPosition, format, tree);
  }
}
