package com.example.revenant.h2store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// One file with an entry for each node, by its path, and one that says which checkpoint that is. A
/// commit of MVStore is all or nothing, so each save is one.
final class H2Store implements Store {
  private static final String NEWEST = "newest";
  private static final int FILLED_PERCENT = 50;
  private static final int WRITTEN_AT_ONCE = 1 << 20;

  private final Path file;
  private final MVStore store;
  private final MVMap<String, byte[]> nodes;
  private final MVMap<String, String> checkpoints;

  H2Store(Path file) throws IOException {
    this.file = file;
    try {
      store = new MVStore.Builder().fileName(file.toString()).autoCommitDisabled().open();
      // Time protects what a power failure needs, which the area does not outlive. The versions
      // before the newest stay: with none of them, a save may overwrite what a kill needs.
      store.setRetentionTime(0);
      nodes = store.openMap("nodes");
      checkpoints = store.openMap("checkpoints");
    } catch (MVStoreException cause) {
      throw failure(cause);
    }
  }

  @Override
  public Optional<Checkpoint> load() throws IOException {
    try {
      String newest = checkpoints.get(NEWEST);
      return newest == null ? Optional.empty() : Optional.of(checkpoint(newest.split(" "), tree()));
    } catch (MVStoreException cause) {
      throw failure(cause);
    }
  }

  private static Checkpoint checkpoint(String[] fields, Tree tree) {
    UUID area = UUID.fromString(fields[0]);
    return new Checkpoint(area, Long.parseLong(fields[1]), Integer.parseInt(fields[2]), tree);
  }

  /// In the order of the paths a parent comes before its children.
  private Tree tree() {
    Tree tree = Tree.of(Permissions.ownedBy(0));
    for (var entry : nodes.entrySet()) {
      byte[] bytes = entry.getValue();
      int end = 0;
      while (bytes[end] != 0) end++;
      Permissions permissions =
          Permissions.parse(new String(bytes, 0, end, US_ASCII)).orElseThrow();
      Bytes value = Bytes.copyOf(bytes, end + 1, bytes.length - end - 1);
      tree = tree.with(NodePath.of(entry.getKey()), value, permissions);
    }
    return tree;
  }

  @Override
  public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
    try {
      if (changes.since().isEmpty()) nodes.clear();
      changes.visit(new Entries());
      String newest = next.area() + " " + next.journalPosition() + " " + next.format();
      checkpoints.put(NEWEST, newest);
      store.commit();
    } catch (MVStoreException cause) {
      throw failure(cause);
    }
  }

  /// Makes the entries those of the newer tree.
  private final class Entries implements Tree.DifferenceVisitor {
    @Override
    public void added(NodePath path, Node node) {
      Tree.walk(path, node, this::put);
    }

    @Override
    public void removed(NodePath path, Node node) {
      Tree.walk(path, node, (gone, _) -> nodes.remove(gone.toString()));
    }

    @Override
    public void changed(NodePath path, Node before, Node after) {
      put(path, after);
    }

    /// The permissions as text, a NUL, and the value, which may be any bytes.
    private void put(NodePath path, Node node) {
      byte[] permissions = node.permissions().toString().getBytes(US_ASCII);
      byte[] bytes = new byte[permissions.length + 1 + node.value().length()];
      System.arraycopy(permissions, 0, bytes, 0, permissions.length);
      node.value().copyTo(bytes, permissions.length + 1);
      nodes.put(path.toString(), bytes);
    }
  }

  @Override
  public long bytesOnArea() throws IOException {
    return Files.size(file);
  }

  @Override
  public void tidy(Deadline until) throws IOException {
    try {
      while (!until.isOver() && store.compact(FILLED_PERCENT, WRITTEN_AT_ONCE)) {}
    } catch (MVStoreException cause) {
      throw failure(cause);
    }
  }

  /// Without a commit: half a save may be in it.
  @Override
  public void close() {
    store.closeImmediately();
  }

  private IOException failure(MVStoreException cause) {
    String what = file + ": " + cause.getMessage() + "; start with --clear to begin anew";
    return new IOException(what, cause);
  }
}
