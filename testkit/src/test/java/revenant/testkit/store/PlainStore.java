package revenant.testkit.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// The simplest store that keeps every rule: the whole checkpoint in one file, which the next
/// replaces. Others are made from it by breaking one.
public class PlainStore implements StoreProvider {
  @Override
  public String name() {
    return getClass().getSimpleName();
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    return new Instance(folder);
  }

  /// An open one.
  static class Instance implements Store {
    final Path folder;
    final Path file;

    Instance(Path folder) {
      this.folder = folder;
      file = folder.resolve("checkpoint");
    }

    @Override
    public Optional<Checkpoint> load() throws IOException {
      return Files.exists(file) ? Optional.of(read(file)) : Optional.empty();
    }

    @Override
    public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
      Path part = folder.resolve("next");
      write(next, part);
      Files.move(part, file, ATOMIC_MOVE);
    }

    @Override
    public long bytesOnArea() throws IOException {
      return Files.exists(file) ? Files.size(file) : 0;
    }

    @Override
    public void tidy(Deadline until) {}

    @Override
    public void close() throws IOException {}
  }

  static void write(Checkpoint checkpoint, Path file) throws IOException {
    try (DataOutputStream to =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      to.writeLong(checkpoint.area().getMostSignificantBits());
      to.writeLong(checkpoint.area().getLeastSignificantBits());
      to.writeLong(checkpoint.journalPosition());
      to.writeInt(checkpoint.format());
      to.writeLong(checkpoint.tree().count());
      checkpoint.tree().walk(NodePath.ROOT, (path, node) -> write(path, node, to));
    } catch (UncheckedIOException failed) {
      throw failed.getCause();
    }
  }

  private static void write(NodePath path, Node node, DataOutputStream to) {
    try {
      to.writeUTF(path.toString());
      to.writeUTF(node.permissions().toString());
      to.writeInt(node.value().length());
      to.write(node.value().toArray());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static Checkpoint read(Path file) throws IOException {
    try (DataInputStream from = open(file)) {
      UUID area = new UUID(from.readLong(), from.readLong());
      long position = from.readLong();
      int format = from.readInt();
      long nodes = from.readLong();
      Tree tree = Tree.of(Permissions.ownedBy(0));
      for (long i = 0; i < nodes; i++) tree = withNext(tree, from);
      return new Checkpoint(area, position, format, tree);
    }
  }

  static DataInputStream open(Path file) throws IOException {
    return new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
  }

  static Tree withNext(Tree tree, DataInputStream from) throws IOException {
    NodePath path = NodePath.of(from.readUTF());
    Permissions permissions = Permissions.parse(from.readUTF()).orElseThrow();
    byte[] value = new byte[from.readInt()];
    from.readFully(value);
    return tree.with(path, Bytes.wrap(value), permissions);
  }
}
