package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import revenant.bench.result.Outcome;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Load;
import revenant.bench.wire.OpenLoop;

/// READ and WRITE by some clients, one after another, some at a time, and at a fixed rate.
final class Requests {
  static final int IN_FLIGHT = 32;
  private static final int RATE = 20_000;
  private static final int RATED_CLIENTS = 8;

  private Requests() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int clients : List.of(1, 8, 64)) addBoth(all, clients, 1);
    for (int clients : List.of(1, 8)) addBoth(all, clients, IN_FLIGHT);
    String title = clients(RATED_CLIENTS) + ", WRITE, 20k/s whatever happens";
    all.add(Scenario.timed("rate-8", title, Group.REQUESTS, Requests::atRate));
    return all;
  }

  private static void addBoth(List<Scenario> all, int clients, int window) {
    add(all, "read", clients, window, Nodes::read);
    add(all, "write", clients, window, Nodes::write);
  }

  private static void add(
      List<Scenario> all, String kind, int clients, int window, IntFunction<byte[]> packets) {
    String name = kind + "-" + clients + (window > 1 ? "x" + window : "");
    String flight = window > 1 ? ", " + window + " in flight" + (clients > 1 ? " each" : "") : "";
    String title = clients(clients) + flight + ", " + kind.toUpperCase(java.util.Locale.ROOT);
    all.add(
        Scenario.timed(
            name,
            title,
            Group.REQUESTS,
            (target, effort) -> measure(target, effort, clients, window, packets)));
  }

  static String clients(int count) {
    return count == 1 ? "1 client" : count + " clients";
  }

  private static Outcome measure(
      Target target, Effort effort, int clients, int window, IntFunction<byte[]> packets)
      throws IOException {
    Server server = target.server();
    Nodes.make(server, clients);
    Latencies latencies = new Latencies();
    List<byte[]> all = IntStream.range(0, clients).mapToObj(packets).toList();
    Load.Result result =
        clients == 1
            ? alone(server, all.getFirst(), window, effort.nanos(), latencies)
            : together(server, all, window, effort.nanos(), latencies);
    return Outcome.rate(result, latencies);
  }

  static Load.Result alone(
      Server server, byte[] packet, int window, long nanos, Latencies latencies)
      throws IOException {
    try (Connection client = new Connection(server.socket())) {
      return window == 1
          ? Load.pingPong(client, packet, nanos, latencies)
          : Load.pipelined(client, packet, window, nanos, latencies);
    }
  }

  private static Load.Result together(
      Server server, List<byte[]> packets, int window, long nanos, Latencies latencies)
      throws IOException {
    try (Crowd crowd = Crowd.of(server, packets.size())) {
      return Load.together(crowd.clients(), packets, window, nanos, latencies);
    }
  }

  private static Outcome atRate(Target target, Effort effort) throws IOException {
    Server server = target.server();
    Nodes.make(server, RATED_CLIENTS);
    Latencies latencies = new Latencies();
    List<List<byte[]>> packets =
        IntStream.range(0, RATED_CLIENTS).mapToObj(i -> List.of(Nodes.write(i))).toList();
    try (Crowd crowd = Crowd.of(server, RATED_CLIENTS)) {
      var result = OpenLoop.run(crowd.clients(), packets, RATE, effort.nanos(), latencies);
      return Outcome.rate(result, latencies);
    }
  }
}
