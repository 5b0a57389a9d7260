package revenant.testkit.store;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// A store that knows by heart what a [Scenario] saves, so that a position is all it has to keep.
/// It keeps it in one of several ways.
public abstract class ToyStore implements StoreProvider, Store {
  private final Scenario scenario = new Scenario();
  private Path file = Path.of("position");

  /// Under another name, which then replaces the old one.
  public static final class Careful extends ToyStore {
    @Override
    void keep(Path file, long position) throws IOException {
      Path next = file.resolveSibling("next");
      Files.writeString(next, "" + position);
      Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }
  }

  /// Over the old one.
  public static final class InPlace extends ToyStore {
    @Override
    void keep(Path file, long position) throws IOException {
      Files.writeString(file, "" + position);
    }
  }

  /// One save later.
  public static final class Late extends ToyStore {
    @Override
    void keep(Path file, long position) throws IOException {
      if (position > 0) Files.writeString(file, "" + (position - 1));
    }
  }

  /// Not where there is a file that the last process has left.
  public static final class Stuck extends ToyStore {
    @Override
    void keep(Path file, long position) throws IOException {
      Path next = Files.createFile(file.resolveSibling("next"));
      Files.writeString(next, "" + position);
      Files.move(next, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }
  }

  /// In two mapped words, one after the other.
  public static final class Mapped extends ToyStore {
    @Override
    void keep(Path file, long position) throws IOException {
      MappedWords words = new MappedWords(file);
      words.set(0, position + 1);
      long until = System.nanoTime() + 1_000_000;
      while (System.nanoTime() < until) Thread.onSpinWait();
      words.set(1, position + 1);
    }

    @Override
    Optional<Long> kept(Path file) throws IOException {
      if (!Files.exists(file)) return Optional.empty();
      MappedWords words = new MappedWords(file);
      if (words.get(0) != words.get(1)) throw new IOException("the file is torn");
      return words.get(0) == 0 ? Optional.empty() : Optional.of(words.get(0) - 1);
    }
  }

  abstract void keep(Path file, long position) throws IOException;

  Optional<Long> kept(Path file) throws IOException {
    try {
      return Optional.of(Long.valueOf(Files.readString(file)));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (NumberFormatException damaged) {
      throw new IOException(file + " is damaged");
    }
  }

  @Override
  public String name() {
    return getClass().getSimpleName();
  }

  @Override
  public Store open(Path folder, StoreOptions options) {
    file = folder.resolve("position");
    return this;
  }

  @Override
  public Optional<Checkpoint> load() throws IOException {
    Optional<Long> position = kept(file);
    return position.isEmpty() ? Optional.empty() : scenario.checkpoint(position.get());
  }

  @Override
  public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
    keep(file, next.journalPosition());
  }

  @Override
  public long bytesOnArea() {
    return 0;
  }

  @Override
  public void tidy(Deadline until) {}

  @Override
  public void close() {}
}
