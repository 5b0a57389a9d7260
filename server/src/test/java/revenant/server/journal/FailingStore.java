package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// Another store that saves nothing while it is told to fail.
record FailingStore(StoreProvider behind, AtomicBoolean isFailing) implements StoreProvider {
  @Override
  public String name() {
    return behind.name();
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    Store store = behind.open(folder, options);
    return new Store() {
      @Override
      public Optional<Checkpoint> load() throws IOException {
        return store.load();
      }

      @Override
      public void save(Checkpoint next, Changes changes, Causes causes) throws IOException {
        if (isFailing.get()) throw new IOException("told to fail");
        store.save(next, changes, causes);
      }

      @Override
      public long bytesOnArea() throws IOException {
        return store.bytesOnArea();
      }

      @Override
      public void tidy(Deadline until) throws IOException {
        store.tidy(until);
      }

      @Override
      public void close() throws IOException {
        store.close();
      }
    };
  }
}
