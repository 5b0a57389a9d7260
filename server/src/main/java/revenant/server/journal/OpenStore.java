package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Tree;

/// The store plug-in as the checkpointer sees it: opened when it is first needed, thrown away when
/// it fails, and then opened again. Whatever it throws, an error too, is an [IOException] here.
final class OpenStore {
  private static final long NOTHING = -1;

  private interface Call<T extends @Nullable Object> {
    T on(Store store) throws IOException;
  }

  private final Storage storage;
  private final StoreProvider provider;
  private final Path folder;
  private final StoreOptions options;
  private final UUID area;
  private @Nullable Store store;
  private Optional<Tree> since = Optional.empty();
  private long position = NOTHING;

  /// The newest tree that history would show as it shows `since`. Whoever writes the same values
  /// again and again makes more and more nodes that are others than those in `since`.
  private Optional<Tree> alike = Optional.empty();

  OpenStore(Storage storage, StoreProvider provider, Path folder, StoreOptions options, UUID area) {
    this.storage = storage;
    this.provider = provider;
    this.folder = folder;
    this.options = options;
    this.area = area;
  }

  Path folder() {
    return folder;
  }

  /// The newest checkpoint in the store, which is opened for that.
  ///
  /// @throws IOException one line
  Optional<Checkpoint> load() throws IOException {
    Optional<Checkpoint> newest = call(Store::load);
    if (newest.isPresent()) {
      Checkpoint found = newest.get();
      StateTree.accept(folder.toString(), area, found.area(), found.format());
    }
    begin(
        newest.isEmpty() ? NOTHING : newest.get().journalPosition(), newest.map(Checkpoint::tree));
    return newest;
  }

  /// Loads the store. If it holds what is known to be in it, the next trees share nodes with that,
  /// and not with what was read.
  void load(Tree known) throws IOException {
    load();
    if (since.isPresent() && since.get().equals(known)) begin(position, Optional.of(known));
  }

  /// The position of the newest checkpoint in the store, or -1.
  long position() {
    return position;
  }

  void save(long position, Tree tree, Causes causes) throws IOException {
    Checkpoint next = new Checkpoint(area, position, StateTree.FORMAT, tree);
    Changes changes = new Changes(since, tree);
    call(opened -> {
      opened.save(next, changes, causes);
      return next;
    });
    begin(position, Optional.of(tree));
  }

  private void begin(long savedPosition, Optional<Tree> saved) {
    position = savedPosition;
    since = saved;
    alike = saved;
  }

  /// Whether history would show a difference between the tree that was saved last and `tree`.
  boolean isVisible(Tree tree) {
    if (alike.isEmpty()) return true;
    VisibleChanges visible = new VisibleChanges();
    new Changes(alike, tree).visit(visible);
    if (!visible.areThere()) alike = Optional.of(tree);
    return visible.areThere();
  }

  long bytesOnArea() throws IOException {
    return call(Store::bytesOnArea);
  }

  void tidy(Deadline until) throws IOException {
    call(opened -> {
      opened.tidy(until);
      return until;
    });
  }

  boolean isOpen() {
    return store != null;
  }

  private <T> T call(Call<T> call) throws IOException {
    try {
      Store opened = store;
      if (opened == null) opened = open();
      return call.on(opened);
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable broken) {
      // A plug-in that breaks is a plug-in that cannot save: no reason for the server to end.
      throw new IOException("store " + provider.name() + " failed: " + broken, broken);
    }
  }

  private Store open() throws IOException {
    storage.createFolders(folder);
    Store opened = provider.open(folder, options);
    store = opened;
    begin(NOTHING, Optional.empty());
    return opened;
  }

  /// Closes the store, so that it is opened again when it is needed next.
  void close() throws IOException {
    Store closing = store;
    store = null;
    if (closing == null) return;
    try {
      closing.close();
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable broken) {
      throw new IOException("store " + provider.name() + " failed: " + broken, broken);
    }
  }
}
