package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import revenant.api.store.StoreProvider;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;

/// Puts the chosen store, the chosen transports and the server together.
final class Wiring {
  private Wiring() {}

  /// A server that serves.
  interface Running {
    /// What was recovered, in words.
    String recovered();

    void awaitStop();

    void stop();

    void reopenLogs();
  }

  /// Recovers what the area holds, and begins to serve.
  static Running start(Options options, Runnable heartbeat) throws IOException, Failure {
    Providers providers = new Providers(options.plugins());
    StoreProvider store = providers.store(options.store());
    List<Transport> transports = transports(options, providers);
    throw Failure.start("no server yet for " + store.name() + transports.size() + heartbeat);
  }

  private static List<Transport> transports(Options options, Providers providers)
      throws IOException, Failure {
    Files.createDirectories(options.socket().resolveSibling(""));
    TransportOptions given = new TransportOptions(options.socket(), OpenFiles.connectionsMax());
    List<Transport> transports = new ArrayList<>();
    for (String name : options.transports()) transports.add(providers.transport(name).open(given));
    return transports;
  }
}
