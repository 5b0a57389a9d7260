package revenant.launcher.distribution;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import revenant.launcher.distribution.Model.Step;
import revenant.testkit.client.XenstoreClient;

/// Writes, makes, removes and sets permissions here and there, one by one, some at a time, or in a
/// transaction.
final class Wanderer extends Client {
  private static final int NAMES = 5;
  private static final int DEPTH = 3;
  private static final int AT_ONCE = 8;
  private static final int VALUE_BYTES = 40;
  private static final List<List<String>> PERMISSIONS =
      List.of(List.of("n0"), List.of("r0"), List.of("b0", "r0"), List.of("w0"));

  private int written;

  Wanderer(String root, SplittableRandom random) {
    super(root, random);
  }

  @Override
  void work(XenstoreClient client) throws IOException {
    switch (random.nextInt(8)) {
      case 0, 1 -> takeTogether(client, steps(), random.nextInt(5) > 0);
      case 2, 3 -> take(client, steps());
      default -> take(client, List.of(step()));
    }
  }

  private List<Step> steps() {
    int count = 1 + random.nextInt(AT_ONCE);
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < count; i++) steps.add(step());
    return steps;
  }

  private Step step() {
    String path = path();
    return switch (random.nextInt(10)) {
      case 0, 1 -> new Step.Rm(path);
      case 2 -> new Step.Mkdir(path);
      case 3, 4 ->
          new Step.SetPermissions(path, PERMISSIONS.get(random.nextInt(PERMISSIONS.size())));
      default -> new Step.Write(path, ++written + "-" + "w".repeat(random.nextInt(VALUE_BYTES)));
    };
  }

  private String path() {
    StringBuilder path = new StringBuilder(model().root());
    for (int i = random.nextInt(DEPTH); i >= 0; i--)
      path.append("/").append((char) ('a' + random.nextInt(NAMES)));
    return path.toString();
  }
}
