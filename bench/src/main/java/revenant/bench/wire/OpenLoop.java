package revenant.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Clients that ask at a fixed rate, whether they were answered or not. A request's time begins
/// when it was due, not when it could be sent: a server that stands still cannot hide those it kept
/// from being asked.
public final class OpenLoop {
  private static final int IN_FLIGHT_MAX = 256;
  private static final long NAP_NANOS = 10_000;

  private final List<Clocked> clients = new ArrayList<>();
  private final Latencies latencies;
  private final long stepNanos;
  private long requests;

  private OpenLoop(double perSecond, Latencies latencies) {
    this.stepNanos = (long) (1e9 / perSecond);
    this.latencies = latencies;
  }

  /// A client and when the requests that it has not been answered were due.
  private static final class Clocked {
    private final Connection client;
    private final List<byte[]> packets;
    private final ArrayDeque<Long> unsent = new ArrayDeque<>();
    private final ArrayDeque<Long> unanswered = new ArrayDeque<>();
    private int next;

    Clocked(Connection client, List<byte[]> packets) {
      this.client = client;
      this.packets = packets;
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
    OpenLoop loop = new OpenLoop(perSecond, latencies);
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections.size(); i++) {
        Clocked clocked = new Clocked(connections.get(i), packets.get(i));
        loop.clients.add(clocked);
        clocked.client.channel().configureBlocking(false);
        clocked.client.channel().register(selector, SelectionKey.OP_READ, clocked);
      }
      return loop.run(selector, nanos);
    }
  }

  private Load.Result run(Selector selector, long nanos) throws IOException {
    long begin = System.nanoTime();
    long due = begin;
    long end = begin + nanos;
    for (int turn = 0; due - end < 0 || isBusy(); ) {
      long now = System.nanoTime();
      for (; due - now <= 0 && due - end < 0; due += stepNanos)
        clients.get(turn++ % clients.size()).unsent.add(due);
      for (Clocked each : clients) send(each);
      if (selector.selectNow() == 0) LockSupport.parkNanos(NAP_NANOS);
      for (SelectionKey key : selector.selectedKeys()) take((Clocked) key.attachment());
      selector.selectedKeys().clear();
    }
    return new Load.Result(requests, System.nanoTime() - begin);
  }

  private boolean isBusy() {
    return clients.stream().anyMatch(each -> !each.unsent.isEmpty() || !each.unanswered.isEmpty());
  }

  private static void send(Clocked each) throws IOException {
    if (each.unsent.isEmpty() || each.unanswered.size() == IN_FLIGHT_MAX) return;
    while (!each.unsent.isEmpty() && each.unanswered.size() < IN_FLIGHT_MAX) {
      each.unanswered.add(each.unsent.remove());
      each.client.put(each.packets.get(each.next++ % each.packets.size()));
    }
    each.client.send();
  }

  private void take(Clocked each) throws IOException {
    each.client.receive();
    long now = System.nanoTime();
    for (; each.client.takeAnswer(); requests++) latencies.add(now - each.unanswered.remove());
  }
}
