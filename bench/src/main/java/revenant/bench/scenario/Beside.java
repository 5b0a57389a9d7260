package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import revenant.bench.result.Outcome;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Packets;

/// A WRITE beside more and more that has nothing to do with it.
final class Beside {
  private static final int FOLDERS = 100;

  private Beside() {}

  /// What is there while it is measured, until it is closed.
  private interface Company {
    AutoCloseable of(Server server, int size) throws IOException;
  }

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int watches : List.of(0, 1000, 10_000, 100_000))
      all.add(
          time("watches", "WRITE beside unrelated watches", "watches", watches, Beside::watches));
    for (int connections : List.of(0, 100, 1000))
      all.add(
          time("idle", "WRITE beside idle connections", "connections", connections, Crowd::idle));
    for (int watches : List.of(0, 10_000, 100_000)) all.add(inFlight(watches));
    return all;
  }

  private static Scenario time(String name, String family, String what, int size, Company company) {
    Scenario.Work work =
        (target, effort) ->
            beside(target, effort.sized(size), company, server -> time(server, effort));
    return Scenario.timed(
            name + "-" + Sizes.text(size),
            "WRITE beside %,d %s".formatted(size, what),
            Group.SCALE,
            work)
        .of(family, size);
  }

  private static Scenario inFlight(int watches) {
    Scenario.Work work =
        (target, effort) ->
            beside(
                target, effort.sized(watches), Beside::watches, server -> inFlight(server, effort));
    String title = "WRITE, 32 in flight, beside %,d watches".formatted(watches);
    return Scenario.timed("watches-x32-" + Sizes.text(watches), title, Group.SCALE, work)
        .of("WRITE, 32 in flight, beside unrelated watches", watches);
  }

  private interface Measure {
    Outcome on(Server server) throws IOException;
  }

  private static Outcome beside(Target target, int size, Company company, Measure measure)
      throws IOException {
    Server server = target.server();
    Nodes.make(server, 1);
    try (AutoCloseable _ = company.of(server, size)) {
      return measure.on(server);
    } catch (IOException | RuntimeException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new IOException(impossible);
    }
  }

  private static Outcome time(Server server, Effort effort) throws IOException {
    Latencies latencies = new Latencies();
    var result = Requests.alone(server, Nodes.write(0), 1, effort.nanos(), latencies);
    return Outcome.time(result, latencies);
  }

  private static Outcome inFlight(Server server, Effort effort) throws IOException {
    Latencies latencies = new Latencies();
    var result =
        Requests.alone(server, Nodes.write(0), Requests.IN_FLIGHT, effort.nanos(), latencies);
    return Outcome.rate(result, latencies);
  }

  private static AutoCloseable watches(Server server, int size) throws IOException {
    Connection watcher = new Connection(server.socket());
    try {
      watcher.askAll(
          Nodes.each(size, i -> Packets.watch("/watched/" + i % FOLDERS + "/" + i, "token")));
      return watcher;
    } catch (IOException failure) {
      watcher.close();
      throw failure;
    }
  }
}
