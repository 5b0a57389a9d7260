package revenant.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import revenant.api.store.StoreProvider;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;
import revenant.server.Server;

/// Puts the chosen store, the chosen transports and the server together.
final class Wiring {
  private Wiring() {}

  /// Recovers what the area holds, and begins to serve.
  static Server start(Options options, Runnable heartbeat) throws IOException, Failure {
    Providers providers = new Providers(options.plugins());
    StoreProvider store = providers.store(options.store());
    StoreProvider old = providers.store(options.importFrom().orElse(options.store()));
    Server.Opening transports = transports(options, providers);
    return Server.start(
        options.forServer(heartbeat), store, _ -> old, transports, Wiring::log, Fatal::halt);
  }

  /// Opens the transports while the area is being read: each takes as long as the other.
  private static Server.Opening transports(Options options, Providers providers)
      throws IOException, Failure {
    Files.createDirectories(options.socket().resolveSibling(""));
    TransportOptions given =
        new TransportOptions(options.socket(), OpenFiles.connectionsMax(), options.hypervisor());
    List<TransportProvider> chosen = new ArrayList<>();
    for (String name : options.transports()) chosen.add(providers.transport(name));
    FutureTask<List<Transport>> opening = new FutureTask<>(() -> open(chosen, given));
    Thread.ofPlatform().daemon().name("transports").start(opening);
    return () -> awaited(opening);
  }

  private static List<Transport> open(List<TransportProvider> chosen, TransportOptions options)
      throws IOException {
    List<Transport> transports = new ArrayList<>();
    for (TransportProvider provider : chosen) transports.add(provider.open(options));
    return transports;
  }

  private static List<Transport> awaited(FutureTask<List<Transport>> opening) throws IOException {
    try {
      return opening.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException known) throw known;
      throw new IllegalStateException(failed.getCause());
    }
  }

  private static void log(String line) {
    System.err.println("xenstored: " + line);
  }
}
