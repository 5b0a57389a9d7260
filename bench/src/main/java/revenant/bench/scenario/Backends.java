package revenant.bench.scenario;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import revenant.bench.subject.Server;
import revenant.bench.wire.Job;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Player;
import revenant.bench.wire.Stage;

/// The backends of the control domain's kernel: told of whatever is made below their folder, they
/// offer each device what they can, wait for its frontend, and connect.
final class Backends {
  private static final String FOLDER_TOKEN = "backends";
  private static final String FRONTEND_READY = "3";
  private static final int PARTS = 3;

  private final Town town;
  private final Player player;
  private final Set<String> known = new HashSet<>();
  private final Set<String> connected = new HashSet<>();

  Backends(Stage stage, Server server, Town town) throws IOException {
    this.town = town;
    this.player = stage.onSocket(server.socket(), this::told);
  }

  /// Begins.
  void listen() {
    String folder = Device.backendsOf(town.root());
    player.take(new Job().ask(Packets.mkdir(folder)).ask(Packets.watch(folder, FOLDER_TOKEN)));
  }

  private void told(String path, String token) {
    if (token.equals(FOLDER_TOKEN)) made(path);
    else if (!connected.contains(token))
      player.take(new Job().ask(Packets.read(path), state -> frontendIs(state, path, token)));
  }

  private void made(String path) {
    String[] parts = path.substring(Device.backendsOf(town.root()).length()).split("/", -1);
    if (parts.length <= PARTS) return;
    String backend =
        Device.backendsOf(town.root()) + "/" + parts[1] + "/" + parts[2] + "/" + parts[PARTS];
    if (known.add(backend)) probe(backend);
  }

  private void probe(String backend) {
    player.take(
        new Job()
            .ask(Packets.read(backend + "/frontend-id"))
            .ask(Packets.read(backend + "/frontend"), frontend -> offer(backend, frontend)));
  }

  private void offer(String backend, String frontend) {
    Job job = new Job().begin();
    for (String feature : new String[] {"feature-a", "feature-b", "feature-c", "max-ring-order"})
      job.ask(Packets.write(backend + "/" + feature, "1"));
    job.commit();
    job.ask(Packets.write(backend + "/state", "2"));
    job.ask(Packets.watch(frontend + "/state", backend));
    player.take(job);
  }

  private void frontendIs(String state, String path, String backend) {
    if (!state.equals(FRONTEND_READY) || !connected.add(backend)) return;
    String frontend = path.substring(0, path.lastIndexOf('/'));
    Job job = new Job();
    for (String node : new String[] {"ring-ref", "event-channel", "protocol"})
      job.ask(Packets.read(frontend + "/" + node));
    job.begin();
    for (String node : new String[] {"sectors", "sector-size", "info"})
      job.ask(Packets.write(backend + "/" + node, "512"));
    job.commit();
    player.take(job.ask(Packets.write(backend + "/state", "4")));
  }
}
