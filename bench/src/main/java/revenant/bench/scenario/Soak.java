package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Series;
import revenant.bench.result.Unit;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.subject.Usage;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.OpenLoop;

/// A long time: of writing at a fixed rate among many nodes, and of nothing.
final class Soak {
  private static final int CLIENTS = 8;
  private static final int RATE = 20_000;
  private static final double MEBI = 1 << 20;
  private static final double MILLI = 1000;

  /// How long it takes until everything is saved, and memory given back.
  private static final long REST_NANOS = 20_000_000_000L;

  /// How long the same is done before it counts: at first daemon and tool are slow, as in any
  /// round.
  private static final long WARM_UP_NANOS = 5_000_000_000L;

  /// How often memory and area are looked at meanwhile. Each time takes memory of the tool, whose
  /// own collections would be taken for pauses of the server.
  private static final int LOOKS = 60;

  private static final long IDLE_NANOS = 60_000_000_000L;

  private Soak() {}

  static List<Scenario> all() {
    Scenario idle = Scenario.piece("idle", "Idle with 1,000 nodes", Group.LIFE, Soak::idle);
    return List.of(
        idle.paced(Scenario.Pace.ONCE), soak("soak", 100_000), soak("soak-1m", 1_000_000));
  }

  private static Scenario soak(String name, int nodes) {
    return Scenario.piece(
            name,
            "%d clients writing %,d/s among %,d nodes".formatted(CLIENTS, RATE, nodes),
            Group.LIFE,
            (target, effort) -> soak(target, effort, effort.sized(nodes)))
        .paced(Scenario.Pace.ONCE)
        .onlyIfAsked();
  }

  private static Outcome soak(Target target, Effort effort, int nodes) throws IOException {
    return Population.alone(target, nodes, server -> soak(server, effort, nodes));
  }

  private static Outcome soak(Server server, Effort effort, int nodes) throws IOException {
    Nodes.askAll(server, nodes, Nodes::writeMany);
    try (Crowd crowd = Crowd.of(server, CLIENTS)) {
      List<List<byte[]>> packets = packets(nodes);
      long warmUp = Math.min(WARM_UP_NANOS, effort.soakNanos());
      OpenLoop.run(crowd.clients(), packets, RATE, warmUp, new Latencies());
      System.gc(); // of the tool: its next one is far away
      return soak(server, crowd, packets, effort, nodes);
    } finally {
      Nodes.remove(server, Nodes.FOLDER + "/many");
    }
  }

  private static Outcome soak(
      Server server, Crowd crowd, List<List<byte[]>> packets, Effort effort, int nodes)
      throws IOException {
    long period = Math.max(Course.SECOND_NANOS, effort.soakNanos() / LOOKS);
    Latencies latencies = new Latencies();
    List<Series.Point> anonymous = new ArrayList<>();
    List<Series.Point> area = new ArrayList<>();
    try (Course _ =
        Course.of(
            period,
            seconds -> {
              anonymous.add(new Series.Point(seconds, server.usage().anonymousBytes() / MEBI));
              area.add(new Series.Point(seconds, server.areaBytes() / MEBI));
            })) {
      var result = OpenLoop.run(crowd.clients(), packets, RATE, effort.soakNanos(), latencies);
      sleep(Math.min(REST_NANOS, effort.soakNanos() / 4));
      List<Figure> figures = new ArrayList<>();
      figures.add(new Figure("longest pause", latencies.maxMicros() / MILLI, Unit.MILLIS));
      figures.add(new Figure("p99.9 of a WRITE", latencies.micros(99.9), Unit.MICROS));
      figures.add(new Figure("rate", result.perSecond(), Unit.PER_SECOND));
      figures.addAll(Population.memory(server, nodes));
      return Outcome.of(figures.toArray(Figure[]::new))
          .with(latencies)
          .with(new Series("RssAnon", Unit.MEBIBYTES, anonymous))
          .with(new Series("area", Unit.MEBIBYTES, area));
    }
  }

  /// Each client writes to nodes here and there that no other one writes to.
  private static List<List<byte[]>> packets(int nodes) {
    int each = Math.min(1000, nodes / CLIENTS);
    int stride = nodes / (each * CLIENTS);
    return IntStream.range(0, CLIENTS)
        .mapToObj(client ->
            IntStream.range(0, each)
                .mapToObj(i -> Nodes.writeMany((i * CLIENTS + client) * stride))
                .toList())
        .toList();
  }

  private static Outcome idle(Target target, Effort effort) throws IOException {
    int nodes = effort.sized(1000);
    return Population.alone(target, nodes, server -> idle(server, effort, nodes));
  }

  private static Outcome idle(Server server, Effort effort, int nodes) throws IOException {
    Nodes.askAll(server, nodes, Nodes::writeMany);
    long nanos = Math.min(IDLE_NANOS, effort.soakNanos());
    sleep(nanos / 10); // what is done in the background is done
    Usage before = server.usage();
    long begin = System.nanoTime();
    sleep(nanos);
    Usage after = server.usage();
    double share = 100.0 * after.nanosSince(before) / (System.nanoTime() - begin);
    Nodes.remove(server, Nodes.FOLDER + "/many");
    if (after.anonymousBytes() == 0) throw new IOException("its process is not known");
    List<Figure> figures = new ArrayList<>();
    figures.add(new Figure("share of a processor", share, Unit.PERCENT));
    figures.add(new Figure("RssAnon", after.anonymousBytes() / MEBI, Unit.MEBIBYTES));
    if (server.area().isPresent())
      figures.add(new Figure("area", server.areaBytes() / MEBI, Unit.MEBIBYTES));
    return Outcome.of(figures.toArray(Figure[]::new));
  }

  static void sleep(long nanos) throws IOException {
    try {
      Thread.sleep(java.time.Duration.ofNanos(nanos));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }
}
