package revenant.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/// Over a socket. What has arrived is read when the selector says so.
final class SocketLine implements Line {
  private final Connection connection;
  private final Stage stage;

  SocketLine(Connection connection, Stage stage, Selector selector, Player player)
      throws IOException {
    this.connection = connection;
    this.stage = stage;
    connection.channel().configureBlocking(false);
    connection.channel().register(selector, SelectionKey.OP_READ, player);
  }

  Connection connection() {
    return connection;
  }

  /// Puts it where the stage takes it from, to send it with what others say.
  @Override
  public void send(byte[] packet, int transaction) {
    connection.put(packet, transaction);
    stage.hasSpoken(connection);
  }

  @Override
  public int next() {
    return connection.next();
  }

  @Override
  public String text() {
    return connection.text();
  }

  @Override
  public void close() throws IOException {
    connection.close();
  }
}
