package revenant.launcher.distribution;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;

/// All who work while the daemon lives, each on a connection and a thread of its own.
final class Crew {
  private final List<Worker> workers = new ArrayList<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Counter> counters = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final List<XenstoreClient> connections = new ArrayList<>();
  private final Appender appender;

  Crew(SplittableRandom random) {
    appender = new Appender("/crash/appender", random.split());
    clients.add(appender);
    for (int i = 0; i < 2; i++) clients.add(new Wanderer("/crash/wanderer" + i, random.split()));
    for (int i = 0; i < 2; i++) counters.add(new Counter(i, random.split()));
    workers.addAll(clients);
    workers.addAll(counters);
  }

  Appender appender() {
    return appender;
  }

  /// How many changes were acknowledged.
  long acknowledged() {
    return workers.stream().mapToLong(Worker::acknowledged).sum();
  }

  /// Before the first begins.
  void prepare(Daemon daemon) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      for (Client each : clients) each.prepare(client);
    }
  }

  void begin(Daemon daemon) throws IOException {
    for (Worker worker : workers) {
      XenstoreClient client = daemon.connect();
      connections.add(client);
      threads.add(Thread.ofPlatform().start(() -> worker.run(client)));
    }
  }

  /// Waits until all have seen that the daemon is gone. Answers how many had asked before `instant`
  /// and were never answered.
  long awaitEnd(long instant) throws IOException, InterruptedException {
    for (Thread thread : threads) thread.join();
    for (XenstoreClient connection : connections) connection.close();
    threads.clear();
    connections.clear();
    for (Worker worker : workers)
      if (worker.failure().isPresent()) throw new AssertionError(worker.failure().get());
    return workers.stream().filter(worker -> worker.wasWaiting(instant)).count();
  }

  /// Compares what a daemon has with what it may have. Answers what is wrong, or nothing.
  String settle(Daemon daemon) throws IOException {
    StringBuilder wrong = new StringBuilder();
    try (XenstoreClient client = daemon.connect()) {
      for (Worker worker : workers) wrong.append(worker.settle(client));
      wrong.append(Counter.settleTotal(client, counters));
    }
    return wrong.toString();
  }

  /// Compares the nodes of a checkpoint with what was settled.
  String compare(Map<String, Model.Entry> nodes) {
    StringBuilder wrong = new StringBuilder();
    for (Client client : clients) {
      String root = client.model().root();
      Map<String, Model.Entry> below = new TreeMap<>(nodes);
      below.keySet().removeIf(path -> !(path + "/").startsWith(root + "/"));
      wrong.append(client.model().difference(below));
    }
    return wrong.toString();
  }
}
