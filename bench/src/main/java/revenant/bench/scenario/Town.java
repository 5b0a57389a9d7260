package revenant.bench.scenario;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import revenant.bench.subject.Server;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Player;
import revenant.bench.wire.Stage;

/// Where the guests of a boot storm live: on rings, in a simulated host; or behind a connection of
/// a socket each, in a folder that is like a store of its own, since their domains do not exist.
final class Town implements AutoCloseable {
  private static final String PLAYED = Nodes.FOLDER + "/storm";

  private final Stage stage;
  private final Server server;
  private final @Nullable Guests onRings;

  Town(Stage stage, Server server) throws IOException {
    this.stage = stage;
    this.server = server;
    this.onRings = server.host().isPresent() ? new Guests(server) : null;
  }

  /// Below which all nodes are.
  String root() {
    return onRings == null ? PLAYED : "";
  }

  /// What makes the server serve the domain, after [#settle].
  Optional<byte[]> introduction(int domid) {
    return onRings == null ? Optional.empty() : Optional.of(Guests.introduce(domid));
  }

  /// The owner of a guest's nodes.
  String owner(int domid) {
    return onRings == null ? "n0" : "n" + domid;
  }

  /// Who may read what is another's.
  String reader(int domid) {
    return onRings == null ? "r0" : "r" + domid;
  }

  /// Makes the domain.
  void settle(int domid) throws IOException {
    if (onRings != null) onRings.add(domid);
  }

  /// Has its kernel run.
  void boot(int domid, Frontends frontends) throws IOException {
    Player player =
        onRings == null
            ? stage.onSocket(server.socket(), frontends::told)
            : stage.onRing(onRings.of(domid), frontends::told);
    frontends.run(player);
  }

  /// A guest that runs on, and asks no more.
  void rest(Player player) {
    stage.rest(player);
  }

  @Override
  public void close() throws IOException {
    if (onRings != null) onRings.close();
    try (Connection toolstack = new Connection(server.socket())) {
      for (String path : List.of(root() + "/libxl", Device.backendsOf(root()), root() + "/vm")) {
        toolstack.ask(Packets.mkdir(path));
        toolstack.ask(Packets.rm(path));
      }
    }
    if (onRings == null) Nodes.remove(server, PLAYED);
  }
}
