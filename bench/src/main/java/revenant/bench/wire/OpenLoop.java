package revenant.bench.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Clients that ask at a fixed rate, whether they were answered or not. A request's time begins
/// when it was due, not when it could be sent: a server that stands still cannot hide those it kept
/// from being asked.
public final class OpenLoop {
  private static final int IN_FLIGHT_MAX = 256;
  private static final long NAP_NANOS = 10_000;

  private final List<Clocked> clients = new ArrayList<>();
  private final Latencies latencies;
  private final long stepNanos;
  private final long all;
  private long begin;

  private OpenLoop(double perSecond, long nanos, Latencies latencies) {
    this.stepNanos = (long) (1e9 / perSecond);
    this.all = (nanos + stepNanos - 1) / stepNanos;
    this.latencies = latencies;
  }

  /// A client, and how many requests it has sent and was answered. When they were due is reckoned,
  /// not kept: what is allocated here is collected sometime, which would be taken for the server's
  /// pause.
  private static final class Clocked {
    private final Connection client;
    private final List<byte[]> packets;
    private final int turn;
    private long sent;
    private long answered;

    Clocked(Connection client, List<byte[]> packets, int turn) {
      this.client = client;
      this.packets = packets;
      this.turn = turn;
    }
  }

  /// Asks for so long, the clients in turn, each its own packets in turn, then waits for the last
  /// answers.
  public static Load.Result run(
      List<Connection> connections,
      List<List<byte[]>> packets,
      double perSecond,
      long nanos,
      Latencies latencies)
      throws IOException {
    OpenLoop loop = new OpenLoop(perSecond, nanos, latencies);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections.size(); i++) {
        Clocked clocked = new Clocked(connections.get(i), packets.get(i), i);
        loop.clients.add(clocked);
        clocked.client.channel().configureBlocking(false);
        clocked.client.channel().register(selector, SelectionKey.OP_READ, clocked);
      }
      return loop.run(selector);
    }
  }

  private Load.Result run(Selector selector) throws IOException {
    Consumer<SelectionKey> taking = this::take;
    begin = System.nanoTime();
    try {
      while (answered() < all) {
        long reached = Math.min(all, (System.nanoTime() - begin) / stepNanos + 1);
        for (Clocked each : clients) send(each, reached);
        if (selector.selectNow(taking) == 0) LockSupport.parkNanos(NAP_NANOS);
      }
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
    return new Load.Result(all, System.nanoTime() - begin);
  }

  private long answered() {
    long answered = 0;
    for (Clocked each : clients) answered += each.answered;
    return answered;
  }

  /// When the request of that number is due that a client sends.
  private long due(Clocked each, long number) {
    return begin + (number * clients.size() + each.turn) * stepNanos;
  }

  /// Sends what of the first `reached` requests is the client's, as far as it may be under way.
  private void send(Clocked each, long reached) throws IOException {
    long own = (reached - each.turn + clients.size() - 1) / clients.size();
    for (; each.sent < own && each.sent - each.answered < IN_FLIGHT_MAX; each.sent++)
      each.client.put(each.packets.get((int) (each.sent % each.packets.size())));
    each.client.send();
  }

  private void take(SelectionKey ready) {
    Clocked each = (Clocked) ready.attachment();
    try {
      each.client.receive();
      long now = System.nanoTime();
      for (; each.client.takeAnswer(); each.answered++)
        latencies.add(now - due(each, each.answered));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
