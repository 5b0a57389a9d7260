package revenant.store.jgit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import revenant.api.store.Deadline;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;
import revenant.testkit.store.RandomTrees;
import revenant.testkit.store.Saver;

/// What saving and loading costs. Run by hand, with the test class path and an empty folder on
/// tmpfs: `java -cp ... revenant.store.jgit.JGitStoreBenchmark /dev/shm/x [domains] [saves]`.
final class JGitStoreBenchmark {
  private static final Permissions OWNER = Permissions.ownedBy(0);

  private JGitStoreBenchmark() {}

  public static void main(String... arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    int domains = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100;
    int saves = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 2000;
    Tree tree = domains(domains);
    System.out.printf("%d nodes%n", tree.count());
    try (Store store = open(folder)) {
      Saver saver = new Saver(store);
      long start = System.nanoTime();
      saver.save(tree);
      System.out.printf("first save %d ms, %s%n", millis(start), area(store));
      tree = saves(store, saver, tree, saves, domains);
    }
    for (int i = 0; i < 6; i++) {
      long start = System.nanoTime();
      try (Store store = open(folder)) {
        long opened = System.nanoTime();
        boolean same = store.load().orElseThrow().tree().equals(tree);
        long loaded = (System.nanoTime() - opened) / 1000_000;
        System.out.printf(
            "open %d ms, load %d ms, %s%n", (opened - start) / 1000_000, loaded, same);
      }
    }
    wide(folder.resolveSibling(folder.getFileName() + "-wide"));
  }

  private static Store open(Path folder) throws IOException {
    return new JGitStoreProvider().open(folder, StoreOptions.DEFAULT);
  }

  private static long millis(long start) {
    return (System.nanoTime() - start) / 1000_000;
  }

  private static String area(Store store) throws IOException {
    return store.bytesOnArea() / 1024 + " KiB";
  }

  private static Tree saves(Store store, Saver saver, Tree from, int saves, int domains)
      throws IOException {
    Tree tree = from;
    long[] micros = new long[saves];
    long[] tidied = new long[saves];
    long before = store.bytesOnArea();
    for (int i = 0; i < saves; i++) {
      NodePath path =
          NodePath.of("/store/local/domain/" + i * 7 % domains + "/device/vif/0/key" + i % 10);
      tree = tree.with(path, Bytes.of("value " + i), OWNER);
      long start = System.nanoTime();
      saver.save(tree);
      micros[i] = (System.nanoTime() - start) / 1000;
      if (i == 7) System.out.printf("%d KiB a save%n", (store.bytesOnArea() - before) / 1024 / 8);
      start = System.nanoTime();
      store.tidy(Deadline.in(Duration.ofSeconds(100)));
      tidied[i] = (System.nanoTime() - start) / 1000;
    }
    print("save", Arrays.copyOfRange(micros, saves / 2, saves));
    print("tidy", Arrays.copyOfRange(tidied, saves / 2, saves));
    System.out.printf("after %d saves %s%n", saves, area(store));
    return tree;
  }

  private static void print(String what, long[] micros) {
    Arrays.sort(micros);
    int last = micros.length - 1;
    System.out.printf(
        "%s us: p50 %d, p90 %d, p99 %d, most %d, mean %d%n",
        what,
        micros[last / 2],
        micros[last * 9 / 10],
        micros[last * 99 / 100],
        micros[last],
        Arrays.stream(micros).sum() / micros.length);
  }

  private static Tree domains(int count) {
    Tree tree = with(with(RandomTrees.start(), "/store/local"), "/store/local/domain");
    for (int i = 0; i < count; i++) {
      String domain = "/store/local/domain/" + i;
      tree =
          with(
              with(with(with(tree, domain), domain + "/device"), domain + "/device/vif"),
              domain + "/device/vif/0");
      for (int k = 0; k < 10; k++) tree = with(tree, domain + "/device/vif/0/key" + k);
      for (int k = 0; k < 86; k++) tree = with(tree, domain + "/key" + k);
    }
    return tree;
  }

  private static Tree with(Tree tree, String path) {
    return tree.with(NodePath.of(path), Bytes.of("/some/value/" + path.hashCode()), OWNER);
  }

  private static void wide(Path folder) throws IOException {
    Files.createDirectories(folder);
    Tree tree = RandomTrees.start();
    for (int i = 0; i < 50_000; i++) tree = with(tree, "/store/" + i);
    try (Store store = open(folder)) {
      Saver saver = new Saver(store);
      saver.save(tree);
      System.out.printf("50000 children: %s%n", area(store));
      long[] micros = new long[100];
      long[] tidied = new long[100];
      for (int i = 0; i < 100; i++) {
        tree = tree.with(NodePath.of("/store/" + i * 7), Bytes.of("value " + i), OWNER);
        long start = System.nanoTime();
        saver.save(tree);
        micros[i] = (System.nanoTime() - start) / 1000;
        start = System.nanoTime();
        store.tidy(Deadline.in(Duration.ofSeconds(100)));
        tidied[i] = (System.nanoTime() - start) / 1000;
      }
      print("wide save", micros);
      print("wide tidy", tidied);
      System.out.printf("after 100 saves %s%n", area(store));
    }
  }
}
