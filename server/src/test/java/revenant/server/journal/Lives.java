package revenant.server.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.server.engine.Change;
import revenant.server.engine.Description;
import revenant.server.engine.Limits;
import revenant.server.engine.State;
import revenant.server.setup.AckMode;
import revenant.server.setup.ServerOptions;

/// A server's lives on one area, one after another: each begins with what the one before left, and
/// ends in a crash or a clean close.
final class Lives implements AutoCloseable {
  static final Sizes SMALL = new Sizes(4096, 2, 64 << 10, 16 << 10, 2);

  final Path area;
  final KeptStore store = new KeptStore();
  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final List<Throwable> fatal = Collections.synchronizedList(new ArrayList<>());
  Sizes sizes = SMALL;
  AckMode ack = AckMode.JOURNAL;
  boolean isClearing;
  boolean isSalvaging;
  Optional<String> importFrom = Optional.empty();
  StoreProvider provider = store;
  Function<String, StoreProvider> others = name -> store;
  private @Nullable Durable life;
  private @Nullable State state;

  Lives(Path area) {
    this.area = area;
  }

  ServerOptions options() {
    return new ServerOptions(
        area,
        provider.name(),
        StoreOptions.DEFAULT,
        ack,
        isClearing,
        isSalvaging,
        importFrom,
        Limits.STANDARD,
        Duration.ofSeconds(20),
        false,
        List.of(),
        Optional.empty(),
        () -> {});
  }

  Durable begin() throws IOException {
    Durable begun =
        new Opening(options(), provider, others, log::add, fatal::add, Means.of(sizes)).open();
    begun.goOn();
    life = begun;
    state = begun.recovered();
    return begun;
  }

  Durable life() {
    if (life == null) throw new IllegalStateException("dead");
    return life;
  }

  State state() {
    if (state == null) throw new IllegalStateException("never alive");
    return state;
  }

  void crash() throws IOException {
    life().abandon();
    life = null;
  }

  void end() throws IOException {
    life().close();
    life = null;
  }

  /// One turn of one request.
  void turn(String what, Change... changes) {
    Origin origin = new Origin("socket 1", 0, 1_000, Description.of(what), 1, 0);
    turn(List.of(new Entry(origin, List.of(changes))));
  }

  void turn(List<Entry> entries) {
    State after = state();
    for (Entry entry : entries) after = Change.all(after, entry.changes());
    life().append(entries, after);
    life().settle();
    state = after;
  }

  void write(String path, String value) {
    turn("WRITE " + path, put(path, value));
  }

  static Change put(String path, String value) {
    return new Change.Put(NodePath.of(path), Bytes.of(value), Permissions.ownedBy(0));
  }

  String read(String path) {
    return state().tree().find(NodePath.of(path)).map(node -> node.value().text()).orElse("-");
  }

  @Override
  public void close() throws IOException {
    if (life != null) crash();
  }
}
