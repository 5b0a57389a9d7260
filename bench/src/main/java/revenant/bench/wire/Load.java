package revenant.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;

/// Closed loops: clients that ask again once they were answered, all on the thread that calls.
public final class Load {
  private static final int CHECK_EVERY = 16;

  private Load() {}

  /// What a measurement found.
  ///
  /// @param requests how many were answered
  /// @param nanos in what time
  public record Result(long requests, long nanos) {
    /// How many a second.
    public double perSecond() {
      return requests * 1e9 / nanos;
    }
  }

  /// One client that waits for each answer before it asks again.
  public static Result pingPong(Connection client, byte[] packet, long nanos, Latencies latencies)
      throws IOException {
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

  /// One client that writes what another one watches; the time until that one is told counts.
  public static Result watched(
      Connection writer, Connection watcher, byte[] packet, long nanos, Latencies latencies)
      throws IOException {
    long begin = System.nanoTime();
    long now = begin;
    long requests = 0;
    while (now - begin < nanos) {
      long asked = System.nanoTime();
      writer.put(packet);
      writer.send();
      watcher.awaitEvent();
      latencies.add(System.nanoTime() - asked);
      writer.awaitAnswer();
      requests++;
      now = System.nanoTime();
    }
    return new Result(requests, now - begin);
  }

  /// One client that keeps `window` requests in flight: as many new ones as answers came.
  public static Result pipelined(
      Connection client, byte[] packet, int window, long nanos, Latencies latencies)
      throws IOException {
    Asker asker = new Asker(client, packet, window, latencies);
    long begin = System.nanoTime();
    long requests = 0;
    asker.ask();
    while (System.nanoTime() - begin < nanos) requests += asker.goOn();
    long end = System.nanoTime();
    asker.finish();
    return new Result(requests, end - begin);
  }

  /// Clients that each keep `window` requests in flight, all served by one thread.
  ///
  /// @param packets what each of them asks
  public static Result together(
      List<Connection> clients, List<byte[]> packets, int window, long nanos, Latencies latencies)
      throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < clients.size(); i++) {
        Asker asker = new Asker(clients.get(i), packets.get(i), window, latencies);
        clients.get(i).channel().configureBlocking(false);
        clients.get(i).channel().register(selector, SelectionKey.OP_READ, asker);
      }
      return together(selector, nanos);
    }
  }

  private static Result together(Selector selector, long nanos) throws IOException {
    for (SelectionKey key : selector.keys()) asker(key).ask();
    long begin = System.nanoTime();
    long requests = 0;
    for (int i = 0; i % CHECK_EVERY != 0 || System.nanoTime() - begin < nanos; i++) {
      selector.select();
      List<Asker> answered = new ArrayList<>();
      for (SelectionKey key : selector.selectedKeys()) answered.add(asker(key));
      selector.selectedKeys().clear();
      requests += goOn(answered);
    }
    return new Result(requests, System.nanoTime() - begin);
  }

  private static int goOn(List<Asker> answered) throws IOException {
    List<Connection> connections = new ArrayList<>(answered.size());
    for (Asker asker : answered) connections.add(asker.client);
    Together.receive(connections);
    int answers = 0;
    for (Asker asker : answered) answers += asker.answers();
    for (Asker asker : answered) asker.prepare();
    Together.send(connections);
    return answers;
  }

  private static Asker asker(SelectionKey key) {
    return (Asker) key.attachment();
  }

  /// A client with the times at which it asked what is in flight.
  private static final class Asker {
    private final Connection client;
    private final byte[] packet;
    private final Latencies latencies;
    private final long[] askedAt;
    private int oldest;
    private int inFlight;

    Asker(Connection client, byte[] packet, int window, Latencies latencies) {
      this.client = client;
      this.packet = packet;
      this.latencies = latencies;
      this.askedAt = new long[window];
    }

    void ask() throws IOException {
      prepare();
      client.send();
    }

    void prepare() {
      if (inFlight == askedAt.length) return;
      long now = System.nanoTime();
      for (; inFlight < askedAt.length; inFlight++) {
        askedAt[(oldest + inFlight) % askedAt.length] = now;
        client.put(packet);
      }
    }

    int goOn() throws IOException {
      client.receive();
      int answers = answers();
      if (answers > 0) ask();
      return answers;
    }

    int answers() throws IOException {
      long now = System.nanoTime();
      int answers = 0;
      for (; client.takeAnswer(); answers++) {
        latencies.add(now - askedAt[oldest]);
        oldest = (oldest + 1) % askedAt.length;
      }
      inFlight -= answers;
      return answers;
    }

    void finish() throws IOException {
      for (; inFlight > 0; inFlight--) client.awaitAnswer();
    }
  }
}
