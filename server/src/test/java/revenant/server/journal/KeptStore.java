package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// A store plug-in in memory. What was saved outlives its instances, as files do; it can be told to
/// fail, to break or to take its time.
final class KeptStore implements StoreProvider {
  record Saved(Checkpoint checkpoint, Causes causes) {}

  /// Called before anything is done; may throw.
  interface Trouble {
    void before(String call) throws IOException;
  }

  private final String name;
  private final List<Saved> saved = Collections.synchronizedList(new ArrayList<>());
  volatile Trouble trouble = call -> {};

  /// What is kept of what is to be saved.
  volatile UnaryOperator<Checkpoint> kept = checkpoint -> checkpoint;

  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger tidied = new AtomicInteger();

  KeptStore() {
    this("kept");
  }

  KeptStore(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  List<Saved> saved() {
    synchronized (saved) {
      return List.copyOf(saved);
    }
  }

  Optional<Checkpoint> newest() {
    List<Saved> all = saved();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast().checkpoint());
  }

  /// Puts a checkpoint there that nobody saved.
  void plant(Checkpoint checkpoint) {
    saved.add(new Saved(checkpoint, Causes.NONE));
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    trouble.before("open");
    opened.incrementAndGet();
    return new Instance();
  }

  private final class Instance implements Store {
    @Override
    public Optional<Checkpoint> load() throws IOException {
      trouble.before("load");
      return newest();
    }

    @Override
    public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
      trouble.before("save");
      saved.add(new Saved(kept.apply(next), causes));
      trouble.before("saved");
    }

    @Override
    public long bytesOnArea() {
      return 0;
    }

    @Override
    public void tidy(Deadline until) throws IOException {
      trouble.before("tidy");
      tidied.incrementAndGet();
    }

    @Override
    public void close() throws IOException {
      trouble.before("close");
    }
  }
}
