package revenant.bench.scenario;

import java.io.IOException;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import revenant.bench.subject.Server;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Packets;

/// The nodes that scenarios use, all in one folder, and how they are made and removed.
final class Nodes {
  static final String FOLDER = "/bench";
  static final String VALUE = "v".repeat(32);

  /// Children of one folder, so that making them costs no server a wide directory.
  private static final int SPREAD = 100;

  private Nodes() {}

  static String node(int client) {
    return FOLDER + "/client" + client + "/node";
  }

  static byte[] read(int client) {
    return Packets.read(node(client));
  }

  static byte[] write(int client) {
    return Packets.write(node(client), VALUE);
  }

  /// Has each of so many clients its node.
  static void make(Server server, int clients) throws IOException {
    askAll(server, clients, Nodes::write);
  }

  /// The path of one of many nodes, that many in each folder.
  static String many(int index) {
    return FOLDER
        + "/many/"
        + index / SPREAD / SPREAD
        + "/"
        + index / SPREAD % SPREAD
        + "/"
        + index;
  }

  static byte[] writeMany(int index) {
    return Packets.write(many(index), VALUE);
  }

  /// Asks so many things, some at a time.
  static void askAll(Server server, int count, IntFunction<byte[]> packets) throws IOException {
    try (Connection client = new Connection(server.socket())) {
      client.askAll(each(count, packets));
    }
  }

  static Iterable<byte[]> each(int count, IntFunction<byte[]> packets) {
    return () -> iterator(count, packets);
  }

  private static Iterator<byte[]> iterator(int count, IntFunction<byte[]> packets) {
    return IntStream.range(0, count).mapToObj(packets).iterator();
  }

  /// Removes all that was made.
  static void cleanUp(Server server) throws IOException {
    remove(server, FOLDER);
  }

  static void remove(Server server, String path) throws IOException {
    try (Connection client = new Connection(server.socket())) {
      client.ask(Packets.mkdir(path));
      client.ask(Packets.rm(path));
    }
  }
}
