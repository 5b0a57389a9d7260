package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Unit;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Player;
import revenant.bench.wire.Stage;

/// Many guests are made at once: by some toolstack connections, each one guest after another, while
/// the backends of the control domain, on one connection, and the guests that are there already
/// connect their devices.
final class Storm {
  private static final int MANY = 500;
  private static final int FOR_EACH = 0;

  private Storm() {}

  static List<Scenario> all() {
    List<Scenario> all = new ArrayList<>();
    for (int guests : List.of(100, 1000))
      for (int toolstacks : List.of(1, 16, FOR_EACH)) all.add(scenario(guests, toolstacks));
    return all;
  }

  private static Scenario scenario(int guests, int toolstacks) {
    String by =
        switch (toolstacks) {
          case FOR_EACH -> "a toolstack connection each";
          case 1 -> "1 toolstack connection";
          default -> toolstacks + " toolstack connections";
        };
    Scenario scenario =
        Scenario.piece(
            "storm-%d-%s".formatted(guests, toolstacks == FOR_EACH ? "each" : "" + toolstacks),
            "%,d guests boot, %s".formatted(guests, by),
            Group.STORM,
            (target, effort) -> measure(target, effort, effort.sized(guests), toolstacks));
    scenario = scenario.of("Boot storm, " + by, guests).needing(Scenario.Needs.EITHER);
    return guests > MANY ? scenario.paced(Scenario.Pace.LONG).onlyIfAsked() : scenario;
  }

  private static Server serverFor(Target target, Effort effort) throws IOException {
    return effort.isWithRings() && target.isOurs() ? target.withRings() : target.server();
  }

  private static Outcome measure(Target target, Effort effort, int guests, int toolstacks)
      throws IOException {
    Server server = serverFor(target, effort);
    int connections = Math.min(guests, toolstacks == FOR_EACH ? guests : toolstacks);
    try (Stage stage = new Stage();
        Town town = new Town(stage, server)) {
      Latencies boots = new Latencies();
      new Backends(stage, server, town).listen();
      long begin = System.nanoTime();
      for (int i = 0; i < connections; i++)
        new Toolstack(stage, server, town, boots).make(i + 1, guests, connections);
      stage.playWhile(() -> boots.count() < guests);
      double seconds = (System.nanoTime() - begin) / 1e9;
      long requests = stage.players().stream().mapToLong(Player::requests).sum();
      long tries = stage.players().stream().mapToLong(Player::tries).sum();
      long commits = stage.players().stream().mapToLong(Player::commits).sum();
      return Outcome.of(new Figure("", seconds, Unit.SECONDS))
          .counting(requests)
          .with(new Figure("requests", requests, Unit.COUNT))
          .with(new Figure("tries per commit", (double) tries / commits, Unit.COUNT))
          .with(new Figure("rings", server.host().isPresent() ? 1 : 0, Unit.COUNT))
          .with(boots);
    }
  }
}
