package revenant.testkit.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

/// Stores that are right but for one thing each.
final class RuleBreakers {
  private RuleBreakers() {}

  /// What is on file is one save behind.
  public static final class LosesTheLastSave extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        private @Nullable Checkpoint last;

        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          if (last != null) super.save(last, changes, causes);
          last = next;
        }
      };
    }
  }

  /// Writes in place, and takes as many nodes as it finds.
  public static final class AnswersTornCheckpoints extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          write(next, file);
        }

        @Override
        public Optional<Checkpoint> load() throws IOException {
          return Files.exists(file) ? torn(file) : Optional.empty();
        }
      };
    }

    private static Optional<Checkpoint> torn(Path file) throws IOException {
      Tree tree = Tree.of(Permissions.ownedBy(0));
      try (DataInputStream from = open(file)) {
        UUID area = new UUID(from.readLong(), from.readLong());
        long position = from.readLong();
        int format = from.readInt();
        from.readLong();
        try {
          while (true) tree = withNext(tree, from);
        } catch (EOFException end) {
          return Optional.of(new Checkpoint(area, position, format, tree));
        }
      }
    }
  }

  /// Saves what was added and changed, but not what was removed.
  public static final class AppliesHalfOfTheChanges extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          Additions additions =
              new Additions(changes.since().isEmpty() ? next.tree() : read(file).tree());
          changes.visit(additions);
          Checkpoint half =
              new Checkpoint(next.area(), next.journalPosition(), next.format(), additions.tree);
          super.save(half, changes, causes);
        }
      };
    }
  }

  private static final class Additions implements Tree.DifferenceVisitor {
    private Tree tree;

    Additions(Tree before) {
      tree = before;
    }

    @Override
    public void added(NodePath path, Node node) {
      tree = tree.withNode(path, node);
    }

    @Override
    public void removed(NodePath path, Node node) {}

    @Override
    public void changed(NodePath path, Node before, Node after) {
      tree = tree.with(path, after.value(), after.permissions());
    }
  }

  /// Thinks that a position is an int.
  public static final class CutsThePosition extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          int position = (int) next.journalPosition();
          super.save(
              new Checkpoint(next.area(), position, next.format(), next.tree()), changes, causes);
        }
      };
    }
  }

  /// Writes when it is closed.
  public static final class SavesWhenItIsClosed extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        private @Nullable Checkpoint newest;

        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) {
          newest = next;
        }

        @Override
        public Optional<Checkpoint> load() throws IOException {
          return newest == null ? super.load() : Optional.of(newest);
        }

        @Override
        public void close() throws IOException {
          if (newest != null) write(newest, file);
        }
      };
    }
  }

  /// Says that it was not closed, and does no more.
  public static final class LoadsNothingAfterAKill extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) {
      return new Instance(folder) {
        private final Path open = folder.resolve("open");

        @Override
        public Optional<Checkpoint> load() throws IOException {
          if (Files.exists(open)) throw new IOException(open + ": the store was not closed");
          return super.load();
        }

        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          Files.deleteIfExists(open);
          super.save(next, changes, causes);
          mark();
        }

        private void mark() throws IOException {
          Files.createFile(open);
        }

        @Override
        public void close() throws IOException {
          Files.deleteIfExists(open);
        }
      };
    }
  }

  /// Writes through a lock file as git does, and waits for its owner, who is dead.
  public static final class RespectsAStaleLock extends PlainStore {
    @Override
    public Store open(Path folder, StoreOptions options) throws IOException {
      Path lock = folder.resolve("checkpoint.lock");
      if (Files.exists(lock)) throw new IOException(lock + " exists: another process runs");
      return new Instance(folder) {
        @Override
        public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
          Files.createFile(lock);
          write(next, lock);
          Files.move(lock, file, ATOMIC_MOVE);
        }
      };
    }
  }
}
