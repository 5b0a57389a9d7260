package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Unit;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Load;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Refused;

/// A directory with many children: one more, all their names, and its end.
final class Wide {
  private static final String PATH = Nodes.FOLDER + "/wide";
  private static final int MORE = 1000;
  private static final int MANY = 5000;
  private static final double MICRO = 1e3;
  private static final double MILLI = 1e6;

  private Wide() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int children : List.of(10, 50_000)) {
      all.add(
          Scenario.timed(
                  "among-" + Sizes.text(children),
                  "WRITE among %,d children".formatted(children),
                  Group.SCALE,
                  (target, effort) -> among(target, effort, effort.sized(children)))
              .of("WRITE among children", children));
    }
    for (int children : List.of(1000, 10_000, 50_000)) {
      all.add(
          Scenario.piece(
                  "wide-" + Sizes.text(children),
                  "Directory of %,d children".formatted(children),
                  Group.SCALE,
                  (target, effort) -> whole(target, effort.sized(children)))
              .of("Wide directories", children));
    }
    return all;
  }

  private static Outcome among(Target target, Effort effort, int children) throws IOException {
    Server server = target.server();
    Nodes.askAll(server, children, Wide::write);
    Latencies latencies = new Latencies();
    try (Connection client = new Connection(server.socket())) {
      Load.Result result = Load.pingPong(client, write(children / 2), effort.nanos(), latencies);
      return Outcome.time(result, latencies);
    } finally {
      Nodes.remove(server, PATH);
    }
  }

  private static byte[] write(int child) {
    return Packets.write(PATH + "/" + child, Nodes.VALUE);
  }

  private static Outcome whole(Target target, int children) throws IOException {
    Server server = target.server();
    Nodes.askAll(server, children, Wide::write);
    try (Connection client = new Connection(server.socket())) {
      Latencies latencies = new Latencies();
      for (int i = 0; i < MORE; i++) {
        long begin = System.nanoTime();
        client.ask(write(children + i));
        latencies.add(System.nanoTime() - begin);
      }
      List<Figure> main = new ArrayList<>();
      main.add(new Figure("create one more", latencies.micros(50), Unit.MICROS));
      main.add(
          new Figure("create one of many in flight", createMany(client, children), Unit.MICROS));
      timed(() -> list(client), "list").ifPresent(main::add);
      timed(() -> client.ask(Packets.rm(PATH)), "remove").ifPresent(main::add);
      return Outcome.of(main.toArray(Figure[]::new)).with(latencies);
    }
  }

  /// What each takes of many that are asked for at once, in microseconds.
  private static double createMany(Connection client, int children) throws IOException {
    List<byte[]> more = new ArrayList<>();
    for (int i = 0; i < MANY; i++) more.add(write(children + MORE + i));
    long begin = System.nanoTime();
    client.askAll(more);
    return (System.nanoTime() - begin) / MICRO / MANY;
  }

  private interface Step {
    void go() throws IOException;
  }

  /// What a step takes; nothing if the server does not do that.
  private static Optional<Figure> timed(Step step, String name) throws IOException {
    long begin = System.nanoTime();
    try {
      step.go();
    } catch (Refused _) {
      return Optional.empty();
    }
    return Optional.of(new Figure(name, (System.nanoTime() - begin) / MILLI, Unit.MILLIS));
  }

  /// In one answer if they fit, else in parts. A directory that changes meanwhile would begin anew;
  /// here it does not.
  private static void list(Connection client) throws IOException {
    try {
      client.ask(Packets.directory(PATH));
      return;
    } catch (Refused tooLong) {
      if (!tooLong.errno().equals("E2BIG")) throw tooLong;
    }
    int offset = 0;
    while (true) {
      client.ask(Packets.directoryPart(PATH, offset));
      String text = client.text();
      int names = text.indexOf('\0') + 1;
      // The last part ends in an empty name.
      if (text.endsWith("\0\0") || text.length() == names) return;
      offset += text.length() - names;
    }
  }
}
