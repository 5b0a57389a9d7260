package revenant.bench.wire;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import revenant.transport.socket.batch.Batch;

/// Moves the bytes of many connections at once, so that many clients cost little more than one. All
/// of them are played by one thread.
final class Together {
  private static final Optional<Batch> BATCH = Batch.open();

  private Together() {}

  /// Reads what has arrived at each of `connections`, where something has.
  static void receive(List<Connection> connections) throws IOException {
    if (BATCH.isEmpty() || connections.size() < 2) {
      for (Connection connection : connections) connection.receive();
      return;
    }
    for (int from = 0; from < connections.size(); from += Batch.CALLS)
      receive(BATCH.get(), part(connections, from));
  }

  private static void receive(Batch batch, List<Connection> connections) throws IOException {
    for (Connection connection : connections)
      batch.receive(batch.number(connection.channel()), Batch.BYTES);
    batch.make();
    for (int call = 0; call < connections.size(); call++)
      connections.get(call).receive(batch.arrived(call), batch.received(call));
  }

  /// Sends what was put into those of `connections` that have something.
  static void send(List<Connection> connections) throws IOException {
    List<Connection> little = new ArrayList<>();
    for (Connection connection : connections) {
      int waiting = connection.waiting();
      if (waiting > Batch.BYTES || BATCH.isEmpty()) connection.send();
      else if (waiting > 0) little.add(connection);
    }
    if (little.size() == 1) little.getFirst().send();
    else
      for (int from = 0; from < little.size(); from += Batch.CALLS)
        send(BATCH.orElseThrow(), part(little, from));
  }

  private static void send(Batch batch, List<Connection> connections) throws IOException {
    for (Connection connection : connections)
      batch.send(batch.number(connection.channel()), connection.toSend());
    batch.make();
    for (int call = 0; call < connections.size(); call++)
      connections.get(call).sent(batch.result(call));
  }

  private static List<Connection> part(List<Connection> all, int from) {
    return all.subList(from, Math.min(from + Batch.CALLS, all.size()));
  }
}
