package revenant.bench.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import revenant.bench.result.Figure;
import revenant.bench.result.Outcome;
import revenant.bench.result.Unit;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Job;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Load;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Player;
import revenant.bench.wire.Stage;

/// Transactions that have nothing to do with each other, others that meet in one folder, and the
/// time until a watch tells.
final class Transactions {
  private static final int EACH = 5;
  private static final int CROWD = 16;
  private static final String SIBLINGS = Nodes.FOLDER + "/siblings";

  private Transactions() {}

  static List<Scenario> all() {
    return List.of(
        disjoint(1),
        disjoint(8),
        Scenario.timed(
            "tx-contended",
            CROWD + " clients adding siblings in transactions",
            Group.TRANSACTIONS,
            Transactions::contended),
        Scenario.timed(
            "watch", "WRITE until a watch tells", Group.TRANSACTIONS, Transactions::watch));
  }

  private static Scenario disjoint(int clients) {
    return Scenario.timed(
        "tx-" + clients,
        Requests.clients(clients) + ", transactions of 5 READ and 5 WRITE",
        Group.TRANSACTIONS,
        (target, effort) -> disjoint(target, effort, clients));
  }

  private static Outcome disjoint(Target target, Effort effort, int clients) throws IOException {
    Server server = target.server();
    Nodes.askAll(server, clients * EACH, i -> Packets.write(node(i / EACH, i % EACH), Nodes.VALUE));
    return commits(server, effort, clients, client -> readAndWrite(client));
  }

  private static Job readAndWrite(int client) {
    Job job = new Job().begin();
    for (int i = 0; i < EACH; i++) job.ask(Packets.read(node(client, i)));
    for (int i = 0; i < EACH; i++) job.ask(Packets.write(node(client, i), Nodes.VALUE));
    return job.commit();
  }

  private static String node(int client, int index) {
    return Nodes.FOLDER + "/tx" + client + "/" + index;
  }

  private static Outcome contended(Target target, Effort effort) throws IOException {
    Server server = target.server();
    Nodes.askAll(server, 1, _ -> Packets.write(SIBLINGS, ""));
    int[] added = {0};
    Outcome outcome =
        commits(
            server,
            effort,
            CROWD,
            _ -> new Job().begin().ask(Packets.write(SIBLINGS + "/" + added[0]++, "")).commit());
    Nodes.remove(server, SIBLINGS);
    return outcome;
  }

  /// What so many clients commit, who do one job after another.
  private static Outcome commits(Server server, Effort effort, int clients, IntFunction<Job> jobs)
      throws IOException {
    Latencies latencies = new Latencies();
    long begin = System.nanoTime();
    try (Stage stage = new Stage()) {
      List<Player> players = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Player player = stage.onSocket(server.socket());
        players.add(player);
        goOn(player, i, jobs, latencies);
      }
      stage.playWhile(() -> System.nanoTime() - begin < effort.nanos());
      return commits(players, System.nanoTime() - begin, latencies);
    }
  }

  private static void goOn(Player player, int client, IntFunction<Job> jobs, Latencies latencies) {
    long begin = System.nanoTime();
    player.take(
        jobs.apply(client)
            .then(() -> {
              latencies.add(System.nanoTime() - begin);
              goOn(player, client, jobs, latencies);
            }));
  }

  private static Outcome commits(List<Player> players, long nanos, Latencies latencies) {
    double commits = players.stream().mapToLong(Player::commits).sum();
    double tries = players.stream().mapToLong(Player::tries).sum() - players.size();
    return Outcome.of(
            new Figure("commits", commits * 1e9 / nanos, Unit.PER_SECOND),
            new Figure("tries per commit", Math.max(1, tries / commits), Unit.COUNT))
        .counting(players.stream().mapToLong(Player::requests).sum())
        .with(latencies);
  }

  private static Outcome watch(Target target, Effort effort) throws IOException {
    Server server = target.server();
    Nodes.make(server, 1);
    Latencies latencies = new Latencies();
    try (Connection writer = new Connection(server.socket());
        Connection watcher = new Connection(server.socket())) {
      watcher.ask(Packets.watch(Nodes.node(0), "token"));
      watcher.awaitEvent();
      var result = Load.watched(writer, watcher, Nodes.write(0), effort.nanos(), latencies);
      return Outcome.time(result, latencies);
    }
  }
}
