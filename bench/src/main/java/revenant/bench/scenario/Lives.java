package revenant.bench.scenario;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Unit;
import revenant.bench.subject.Daemon;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.transport.ring.simulated.SimulatedGuest;

/// Starts, and what clients notice of a kill.
final class Lives {
  private static final double MILLI = 1e6;
  private static final double MEBI = 1 << 20;
  private static final int RINGS = 100;
  private static final int WRITE = 11;

  /// How long it takes until stores have all: most of what there is at a crash has been there for
  /// some time.
  private static final long SAVED_NANOS = 3_000_000_000L;

  private Lives() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int nodes : List.of(0, 1000, 10_000, 100_000))
      all.add(
          ours(
                  "start-" + Sizes.text(nodes),
                  "Cold start with %,d nodes".formatted(nodes),
                  (target, effort) -> start(target, effort.sized(nodes)))
              .of("Cold start until it is ready", nodes));
    for (int nodes : List.of(1000, 10_000, 100_000))
      all.add(
          ours(
                  "outage-" + Sizes.text(nodes),
                  "Outage after kill -9 with %,d nodes".formatted(nodes),
                  (target, effort) -> outage(target, effort.sized(nodes)))
              .of("Outage after kill -9 until the first answer", nodes));
    all.add(
        ours(
                "outage-rings",
                "Outage after kill -9 with 10,000 nodes and %d rings".formatted(RINGS),
                (target, effort) -> ringOutage(target, effort.sized(10_000), effort.sized(RINGS)))
            .needing(Scenario.Needs.FRESH_RINGS));
    return all;
  }

  private static Scenario ours(String name, String title, Scenario.Work work) {
    return Scenario.piece(name, title, Group.LIFE, work).needing(Scenario.Needs.FRESH);
  }

  private static Outcome start(Target target, int nodes) throws IOException {
    try (Daemon daemon = target.fresh(false, "")) {
      Nodes.askAll(daemon.server(), nodes, Nodes::writeMany);
      daemon.stop();
      Figure time = new Figure("", daemon.restart() / MILLI, Unit.MILLIS);
      return Outcome.of(time, memory(daemon));
    }
  }

  private static Figure memory(Daemon daemon) throws IOException {
    return new Figure("RssAnon", daemon.server().usage().anonymousBytes() / MEBI, Unit.MEBIBYTES);
  }

  /// A supervisor starts it again at once.
  private static Outcome outage(Target target, int nodes) throws IOException {
    try (Daemon daemon = target.fresh(false, "")) {
      Nodes.askAll(daemon.server(), nodes, Nodes::writeMany);
      Soak.sleep(SAVED_NANOS);
      long killed = daemon.kill();
      daemon.restart();
      try (Connection client = new Connection(daemon.server().socket())) {
        client.ask(Nodes.writeMany(0));
      }
      return Outcome.of(new Figure("", (System.nanoTime() - killed) / MILLI, Unit.MILLIS));
    }
  }

  /// Guests ask while nobody is there, and are answered without knowing why it took so long.
  private static Outcome ringOutage(Target target, int nodes, int rings) throws IOException {
    try (Daemon daemon = target.fresh(true, "")) {
      Nodes.askAll(daemon.server(), nodes, Nodes::writeMany);
      try (Guests guests = Guests.introduced(daemon.server(), rings)) {
        Soak.sleep(SAVED_NANOS);
        long killed = daemon.kill();
        byte[] payload = ("data\0" + Nodes.VALUE).getBytes(ISO_8859_1);
        for (SimulatedGuest guest : guests.all()) guest.post(WRITE, 0, payload);
        daemon.restart();
        guests.all().iterator().next().reply();
        long first = System.nanoTime();
        for (SimulatedGuest guest : guests.all()) while (guest.unanswered() > 0) guest.reply();
        long last = System.nanoTime();
        return Outcome.of(
            new Figure("first guest", (first - killed) / MILLI, Unit.MILLIS),
            new Figure("last guest", (last - killed) / MILLI, Unit.MILLIS));
      }
    }
  }
}
