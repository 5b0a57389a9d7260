package revenant.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/// Ways to put load on a server for a while. Each counts the requests that were answered.
final class Load {
  private static final int CHECK_EVERY = 16;

  private Load() {}

  /// What a measurement found.
  ///
  /// @param requests how many were answered
  /// @param nanos in what time
  record Result(long requests, long nanos) {
    double perSecond() {
      return requests * 1e9 / nanos;
    }
  }

  /// One client that waits for each answer before it asks again.
  static Result pingPong(Connection client, byte[] packet, long nanos, Latencies latencies)
      throws IOException {
    latencies.clear();
    long begin = System.nanoTime();
    long before = begin;
    long requests = 0;
    while (before - begin < nanos) {
      client.ask(packet);
      requests++;
      long now = System.nanoTime();
      latencies.add(now - before);
      before = now;
    }
    return new Result(requests, before - begin);
  }

  /// One client that keeps `window` requests in flight: as many new ones as answers came.
  static Result pipelined(Connection client, byte[] packet, int window, long nanos)
      throws IOException {
    long begin = System.nanoTime();
    long requests = 0;
    int inFlight = 0;
    while (System.nanoTime() - begin < nanos) {
      for (; inFlight < window; inFlight++) client.put(packet);
      client.send();
      client.receive();
      while (client.takeAnswer()) {
        inFlight--;
        requests++;
      }
    }
    long end = System.nanoTime();
    for (; inFlight > 0; inFlight--) client.awaitAnswer();
    return new Result(requests, end - begin);
  }

  /// Clients that each wait for an answer before they ask again, all served by one thread.
  static Result together(Target target, List<byte[]> packets, long nanos) throws IOException {
    List<Connection> clients = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      for (byte[] packet : packets) {
        Connection client = new Connection(target);
        clients.add(client);
        client.ask(packet);
        client.channel().configureBlocking(false);
        client.channel().register(selector, SelectionKey.OP_READ, new Asking(client, packet));
      }
      return together(selector, nanos);
    } finally {
      for (Connection client : clients) client.close();
    }
  }

  private static Result together(Selector selector, long nanos) throws IOException {
    for (SelectionKey key : selector.keys()) asking(key).ask();
    long begin = System.nanoTime();
    long requests = 0;
    for (int i = 0; i % CHECK_EVERY != 0 || System.nanoTime() - begin < nanos; i++) {
      selector.select();
      for (SelectionKey key : selector.selectedKeys()) if (asking(key).goOn()) requests++;
      selector.selectedKeys().clear();
    }
    return new Result(requests, System.nanoTime() - begin);
  }

  private static Asking asking(SelectionKey key) {
    return (Asking) key.attachment();
  }

  private static final class Asking {
    private final Connection client;
    private final byte[] packet;

    Asking(Connection client, byte[] packet) {
      this.client = client;
      this.packet = packet;
    }

    void ask() throws IOException {
      client.put(packet);
      client.send();
    }

    boolean goOn() throws IOException {
      client.receive();
      if (!client.takeAnswer()) return false;
      ask();
      return true;
    }
  }
}
