package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import revenant.bench.subject.Server;
import revenant.bench.wire.Connection;

/// Many clients of a server.
record Crowd(List<Connection> clients) implements AutoCloseable {
  static Crowd of(Server server, int count) throws IOException {
    Crowd crowd = new Crowd(new ArrayList<>());
    try {
      for (int i = 0; i < count; i++) crowd.clients.add(new Connection(server.socket()));
      return crowd;
    } catch (IOException failure) {
      crowd.close();
      throw failure;
    }
  }

  /// Such that have asked once, and ask no more.
  static Crowd idle(Server server, int count) throws IOException {
    Crowd crowd = new Crowd(new ArrayList<>());
    try {
      for (int i = 0; i < count; i++) {
        Connection connection = Connection.idle(server.socket());
        crowd.clients.add(connection);
        connection.ask(Nodes.read(0));
      }
      return crowd;
    } catch (IOException failure) {
      crowd.close();
      throw failure;
    }
  }

  @Override
  public void close() throws IOException {
    for (Connection client : clients) client.close();
  }
}
