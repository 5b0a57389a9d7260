package revenant.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// All that is measured.
final class Scenarios {
  static final int CLIENTS = 8;
  static final int IN_FLIGHT = 32;
  static final int WATCHES = 10_000;
  static final int CHILDREN = 50_000;
  static final int FEW_CHILDREN = 10;
  static final int CONNECTIONS = 1000;

  private static final String FOLDER = "/bench";
  private static final String VALUE = "v".repeat(32);
  private static final String ALONE = "WRITE alone";
  private static final String NARROW = "WRITE among " + FEW_CHILDREN + " children";

  private Scenarios() {}

  private interface Measure {
    Load.Result run(Target target, long nanos, Latencies latencies) throws IOException;
  }

  private record Simple(String name, String base, Measure measure) implements Scenario {
    @Override
    public Load.Result measure(Target target, long nanos, Latencies latencies) throws IOException {
      return measure.run(target, nanos, latencies);
    }
  }

  /// Those that compare servers.
  static List<Scenario> ofServers() {
    return List.of(
        plain(
            "1 client, READ",
            (target, nanos, latencies) -> pingPong(target, read(0), nanos, latencies)),
        plain(
            "1 client, WRITE",
            (target, nanos, latencies) -> pingPong(target, write(0), nanos, latencies)),
        plain(CLIENTS + " clients, READ", (target, nanos, _) -> together(target, true, nanos)),
        plain(CLIENTS + " clients, WRITE", (target, nanos, _) -> together(target, false, nanos)),
        plain(
            IN_FLIGHT + " in flight, READ",
            (target, nanos, _) -> pipelined(target, read(0), nanos)),
        plain(
            IN_FLIGHT + " in flight, WRITE",
            (target, nanos, _) -> pipelined(target, write(0), nanos)));
  }

  /// Those that compare a WRITE beside much with a WRITE beside little.
  static List<Scenario> ofScale() {
    return List.of(
        plain(ALONE, (target, nanos, latencies) -> pingPong(target, write(0), nanos, latencies)),
        new Simple("WRITE beside " + WATCHES + " watches", ALONE, Scenarios::besideWatches),
        new Simple(
            "WRITE beside " + CONNECTIONS + " connections", ALONE, Scenarios::besideConnections),
        plain(NARROW, (target, nanos, latencies) -> among(target, FEW_CHILDREN, nanos, latencies)),
        new Simple(
            "WRITE among " + CHILDREN + " children",
            NARROW,
            (target, nanos, latencies) -> among(target, CHILDREN, nanos, latencies)));
  }

  /// Makes the nodes that all scenarios use.
  static void prepare(Target target, boolean isForScale) throws IOException {
    try (Connection client = new Connection(target)) {
      for (int i = 0; i < CLIENTS; i++) client.ask(write(i));
      if (!isForScale) return;
      for (int children : List.of(FEW_CHILDREN, CHILDREN))
        client.askAll(() ->
            IntStream.range(0, children)
                .mapToObj(i -> Packets.write(wide(children) + "/" + i, VALUE))
                .iterator());
    }
  }

  /// Removes all that was made.
  static void cleanUp(Target target) throws IOException {
    try (Connection client = new Connection(target)) {
      client.ask(Packets.rm(FOLDER));
    }
  }

  private static Scenario plain(String name, Measure measure) {
    return new Simple(name, name, measure);
  }

  private static Load.Result pingPong(Target target, byte[] packet, long nanos, Latencies latencies)
      throws IOException {
    try (Connection client = new Connection(target)) {
      return Load.pingPong(client, packet, nanos, latencies);
    }
  }

  private static Load.Result pipelined(Target target, byte[] packet, long nanos)
      throws IOException {
    try (Connection client = new Connection(target)) {
      return Load.pipelined(client, packet, IN_FLIGHT, nanos);
    }
  }

  private static Load.Result together(Target target, boolean isReading, long nanos)
      throws IOException {
    List<byte[]> packets =
        IntStream.range(0, CLIENTS).mapToObj(i -> isReading ? read(i) : write(i)).toList();
    return Load.together(target, packets, nanos);
  }

  private static Load.Result besideWatches(Target target, long nanos, Latencies latencies)
      throws IOException {
    try (Connection watcher = new Connection(target)) {
      watcher.askAll(() ->
          IntStream.range(0, WATCHES)
              .mapToObj(i -> Packets.watch("/watched/" + i % 100 + "/" + i, "token"))
              .iterator());
      return pingPong(target, write(0), nanos, latencies);
    }
  }

  private static Load.Result besideConnections(Target target, long nanos, Latencies latencies)
      throws IOException {
    List<Connection> idle = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        Connection connection = Connection.idle(target);
        idle.add(connection);
        connection.ask(read(0));
      }
      return pingPong(target, write(0), nanos, latencies);
    } finally {
      for (Connection connection : idle) connection.close();
    }
  }

  private static Load.Result among(Target target, int children, long nanos, Latencies latencies)
      throws IOException {
    String path = wide(children) + "/" + children / 2;
    return pingPong(target, Packets.write(path, VALUE), nanos, latencies);
  }

  private static String wide(int children) {
    return FOLDER + "/wide" + children;
  }

  private static byte[] read(int client) {
    return Packets.read(node(client));
  }

  private static byte[] write(int client) {
    return Packets.write(node(client), VALUE);
  }

  private static String node(int client) {
    return FOLDER + "/client" + client + "/node";
  }
}
