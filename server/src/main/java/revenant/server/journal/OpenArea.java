package revenant.server.journal;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.server.engine.Limits;
import revenant.server.engine.State;

/// Everything that is open while an area is in use, and the order in which it is given up.
final class OpenArea {
  private final Area area;
  private final Arena arena = Arena.ofShared();
  private final Words words;
  private final Room room;
  private final Journal journal;
  private final Keeper keeper;
  private final Checkpointer checkpointer;
  private final AtomicReference<Moment> newest;

  private OpenArea(
      Area area,
      StoreProvider store,
      StoreOptions options,
      Means means,
      Consumer<String> log,
      Consumer<Throwable> fatal)
      throws IOException {
    this.area = area;
    Header header = area.header();
    words = Words.map(means.storage(), area.headerFile(), arena);
    room = Room.open(means.storage(), area.folder(), header.area());
    journal = Journal.open(means.storage(), area.folder(), header, words, means.sizes());
    newest = new AtomicReference<>(new Moment(State.initial(Limits.STANDARD), 0));
    keeper = new Keeper(header, means.sizes(), journal, room, newest::get, log, fatal);
    OpenStore open =
        new OpenStore(
            means.storage(), store, area.storeFolder(store.name()), options, header.area());
    checkpointer =
        new Checkpointer(open, options.bytesMax(), words, journal, keeper, newest::get, log, fatal);
  }

  static OpenArea open(
      Area area,
      StoreProvider store,
      StoreOptions options,
      Means means,
      Consumer<String> log,
      Consumer<Throwable> fatal)
      throws IOException {
    OpenArea open = new OpenArea(area, store, options, means, log, fatal);
    if (!means.hasThreads()) return open;
    open.keeper.start();
    open.checkpointer.start();
    return open;
  }

  Path folder() {
    return area.folder();
  }

  Header header() {
    return area.header();
  }

  Words words() {
    return words;
  }

  Room room() {
    return room;
  }

  Journal journal() {
    return journal;
  }

  Keeper keeper() {
    return keeper;
  }

  Checkpointer checkpointer() {
    return checkpointer;
  }

  AtomicReference<Moment> newest() {
    return newest;
  }

  /// Saves `last` and gives the area up.
  void close(@Nullable Moment last) throws IOException {
    try {
      checkpointer.close();
      keeper.close();
      if (last != null) keeper.save(last);
      words.set(AreaLayout.EXECUTING_SESSION, 0);
      words.set(AreaLayout.RUNNING, 0);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      unmap();
      area.close();
    }
  }

  /// Gives up everything but the lock, and saves nothing.
  void release() throws IOException {
    try {
      checkpointer.abandon();
      keeper.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      unmap();
    }
  }

  void abandon() throws IOException {
    release();
    area.close();
  }

  private void unmap() throws IOException {
    journal.close();
    room.close();
    arena.close();
  }
}
