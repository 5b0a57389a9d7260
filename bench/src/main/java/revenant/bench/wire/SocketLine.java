package revenant.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/// Over a socket. What has arrived is read when the selector says so.
final class SocketLine implements Line {
  private final Connection connection;

  SocketLine(Connection connection, Selector selector, Player player) throws IOException {
    this.connection = connection;
    connection.channel().configureBlocking(false);
    connection.channel().register(selector, SelectionKey.OP_READ, player);
  }

  void receive() throws IOException {
    connection.receive();
  }

  @Override
  public void send(byte[] packet, int transaction) throws IOException {
    connection.put(packet, transaction);
    connection.send();
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
