package revenant.bench.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jdk.jfr.consumer.EventStream;
import jdk.jfr.consumer.RecordedEvent;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Series;
import revenant.bench.result.Unit;
import revenant.bench.subject.Daemon;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.OpenLoop;
import revenant.bench.wire.Packets;

/// How far a store is behind what was acknowledged, and how it grows, while it is written at a
/// fixed rate. The daemon tells of its checkpoints by flight recorder events.
final class Lag {
  private static final int NODES = 10_000;
  private static final int CLIENTS = 8;
  private static final int RATE = 2000;
  private static final int PARTS = 2;
  private static final double MEBI = 1 << 20;

  private Lag() {}

  static List<Scenario> all() {
    String title = "Checkpoints while %,d/s are written among %,d nodes".formatted(RATE, NODES);
    return List.of(
        Scenario.piece("lag", title, Group.LIFE, Lag::measure)
            .needing(Scenario.Needs.FRESH)
            .paced(Scenario.Pace.ONCE));
  }

  private static Outcome measure(Target target, Effort effort) throws IOException {
    Path repository = target.newFolder();
    String flags =
        "-XX:FlightRecorderOptions:repository=%s -XX:StartFlightRecording:settings=none,+%s#enabled=true"
            .formatted(repository, Checkpoints.EVENT);
    try (Daemon daemon = target.fresh(false, flags)) {
      int nodes = effort.sized(NODES);
      Nodes.askAll(daemon.server(), nodes, Nodes::writeMany);
      return measure(daemon.server(), effort, nodes, repository);
    }
  }

  private static Outcome measure(Server server, Effort effort, int nodes, Path repository)
      throws IOException {
    List<Series.Point> store = new ArrayList<>();
    Checkpoints checkpoints = new Checkpoints(nodes);
    long requests;
    try (EventStream events = EventStream.openRepository(only(repository));
        Crowd crowd = Crowd.of(server, CLIENTS);
        Course _ =
            Course.of(
                Course.SECOND_NANOS,
                at -> store.add(new Series.Point(at, server.storeBytes() / MEBI)))) {
      // What was saved of the nodes before counts, too, and not only what is told from now on.
      events.setStartTime(Instant.EPOCH);
      events.onEvent(Checkpoints.EVENT, checkpoints::saved);
      events.startAsync();
      Latencies latencies = new Latencies();
      long nanos = effort.soakNanos() / PARTS;
      checkpoints.begin();
      requests = OpenLoop.run(crowd.clients(), packets(nodes), RATE, nanos, latencies).requests();
      Soak.sleep(Checkpoints.PATIENCE_NANOS);
    }
    return checkpoints.outcome(requests).with(new Series("store", Unit.MEBIBYTES, store));
  }

  /// The folder that the recorder made there.
  private static Path only(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.findFirst().orElseThrow(() -> new IOException("records nothing"));
    }
  }

  /// Each client writes to nodes of its own, another value each time it comes to one again.
  private static List<List<byte[]>> packets(int nodes) {
    int each = nodes / CLIENTS;
    return IntStream.range(0, CLIENTS)
        .mapToObj(client ->
            IntStream.range(0, 2 * each)
                .mapToObj(i ->
                    Packets.write(
                        Nodes.many(i % each * CLIENTS + client), i < each ? "first" : "second"))
                .toList())
        .toList();
  }

  /// What the store has, by the number of requests behind its checkpoints. They are saved in the
  /// order in which they were asked, so it is known when the oldest one was due that it lacks.
  private static final class Checkpoints {
    static final String EVENT = "revenant.Checkpoint";

    /// The recorder tells once a second.
    static final long PATIENCE_NANOS = 3_000_000_000L;

    private final List<Saved> all = Collections.synchronizedList(new ArrayList<>());
    private final int before;
    private Instant beganAt = Instant.now();

    private record Saved(Instant at, long causes) {}

    /// @param before how many requests there are before those at a fixed rate
    Checkpoints(int before) {
      this.before = before;
    }

    void begin() {
      beganAt = Instant.now();
    }

    void saved(RecordedEvent event) {
      if (event.getBoolean("isSaved"))
        all.add(new Saved(event.getEndTime(), event.getLong("causes")));
    }

    /// @param requests how many there were at a fixed rate
    Outcome outcome(long requests) {
      List<Series.Point> lags = new ArrayList<>();
      long causes = -before;
      for (Saved saved : List.copyOf(all)) {
        if (saved.at.isAfter(beganAt) && causes < requests) lags.add(lag(saved.at, causes));
        causes += saved.causes;
      }
      int checkpoints = lags.size();
      if (causes < requests) lags.add(lag(Instant.now(), causes));
      double longest = lags.stream().mapToDouble(Series.Point::value).max().orElse(0);
      return Outcome.of(
              new Figure("longest lag", longest, Unit.SECONDS),
              new Figure("checkpoints", checkpoints, Unit.COUNT))
          .with(new Series("lag", Unit.SECONDS, lags));
    }

    /// How long ago the oldest request was due that the store lacks.
    private Series.Point lag(Instant at, long causes) {
      double seconds = Duration.between(beganAt, at).toNanos() / 1e9;
      return new Series.Point(seconds, seconds - (double) Math.max(causes, 0) / RATE);
    }
  }
}
