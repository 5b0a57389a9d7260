package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Unit;
import revenant.bench.subject.Daemon;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Packets;

/// Many nodes: how fast they are made, what memory one takes, and what it costs to come at it.
final class Population {
  private static final int LARGE = 500_000;
  private static final long SEED = 5;

  private Population() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int nodes : List.of(10_000, 100_000, 1_000_000)) {
      Scenario scenario =
          Scenario.piece(
                  "nodes-" + Sizes.text(nodes),
                  "%,d nodes".formatted(nodes),
                  Group.SCALE,
                  (target, effort) -> measure(target, effort, effort.sized(nodes)))
              .of("Nodes", nodes)
              .paced(Scenario.Pace.ONCE);
      all.add(nodes > LARGE ? scenario.onlyIfAsked() : scenario);
    }
    return all;
  }

  private static Outcome measure(Target target, Effort effort, int nodes) throws IOException {
    return alone(target, nodes, server -> measure(server, effort, nodes));
  }

  /// What is measured of a server.
  @FunctionalInterface
  interface Work {
    Outcome of(Server server) throws IOException;
  }

  /// One of our own is fresh, so that its memory is that of these nodes.
  static Outcome alone(Target target, int nodes, Work work) throws IOException {
    if (!target.isOurs()) return work.of(target.server());
    try (Daemon daemon = target.fresh(false, nodes > LARGE ? Daemon.LARGE : "")) {
      return work.of(daemon.server());
    }
  }

  private static Outcome measure(Server server, Effort effort, int nodes) throws IOException {
    long begin = System.nanoTime();
    Nodes.askAll(server, nodes, Nodes::writeMany);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Latencies reads = random(server, effort, nodes, i -> Packets.read(Nodes.many(i)));
    Latencies writes = random(server, effort, nodes, Nodes::writeMany);
    List<Figure> main = new ArrayList<>();
    main.add(new Figure("build", nodes / seconds, Unit.PER_SECOND));
    main.add(new Figure("READ of any", reads.micros(50), Unit.MICROS));
    main.add(new Figure("WRITE of any", writes.micros(50), Unit.MICROS));
    main.addAll(memory(server, nodes));
    Nodes.remove(server, Nodes.FOLDER + "/many");
    return Outcome.of(main.toArray(Figure[]::new)).with(writes);
  }

  /// What each of so many nodes takes, as far as that is known.
  static List<Figure> memory(Server server, int nodes) throws IOException {
    double anonymous = server.usage().anonymousBytes();
    double area = server.areaBytes();
    List<Figure> memory = new ArrayList<>();
    if (anonymous > 0) memory.add(new Figure("RssAnon a node", anonymous / nodes, Unit.BYTES));
    if (area > 0) memory.add(new Figure("area a node", area / nodes, Unit.BYTES));
    return memory;
  }

  private static Latencies random(
      Server server, Effort effort, int nodes, IntFunction<byte[]> packets) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    Latencies latencies = new Latencies();
    try (Connection client = new Connection(server.socket())) {
      long begin = System.nanoTime();
      for (long now = begin; now - begin < effort.nanos(); ) {
        byte[] packet = packets.apply(random.nextInt(nodes));
        long asked = System.nanoTime();
        client.ask(packet);
        now = System.nanoTime();
        latencies.add(now - asked);
      }
    }
    return latencies;
  }
}
