package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import revenant.api.store.StoreProvider;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.server.Server;

/// Puts the chosen store, the chosen transports and the server together.
final class Wiring {
  private Wiring() {}

  /// Recovers what the area holds, and begins to serve.
  static Server start(Options options, Runnable heartbeat) throws IOException, Failure {
    Providers providers = new Providers(options.plugins());
    StoreProvider store = providers.store(options.store());
    StoreProvider old = providers.store(options.importFrom().orElse(options.store()));
    List<Transport> transports = transports(options, providers);
    return Server.start(
        options.forServer(heartbeat), store, _ -> old, transports, Wiring::log, Fatal::halt);
  }

  private static List<Transport> transports(Options options, Providers providers)
      throws IOException, Failure {
    Files.createDirectories(options.socket().resolveSibling(""));
    TransportOptions given =
        new TransportOptions(options.socket(), OpenFiles.connectionsMax(), options.hypervisor());
    List<Transport> transports = new ArrayList<>();
    for (String name : options.transports()) transports.add(providers.transport(name).open(given));
    return transports;
  }

  private static void log(String line) {
    System.err.println("xenstored: " + line);
  }
}
