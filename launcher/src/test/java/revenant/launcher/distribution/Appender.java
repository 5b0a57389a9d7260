package revenant.launcher.distribution;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import revenant.launcher.distribution.Model.Step;
import revenant.testkit.client.XenstoreClient;

/// Adds one child after another, so that each change can be seen for itself, and now and then
/// removes them all.
final class Appender extends Client {
  private static final int CHILDREN = 300;
  private static final int AT_ONCE = 16;

  private int child;
  private int folder;
  private volatile int valueBytes;

  Appender(String root, SplittableRandom random) {
    super(root, random);
  }

  /// From now on values are that long.
  void use(int bytes) {
    valueBytes = bytes;
  }

  @Override
  void work(XenstoreClient client) throws IOException {
    List<Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(AT_ONCE);
    for (int i = 0; i < count; i++) steps.add(step());
    take(client, steps);
  }

  private Step step() {
    if (child == CHILDREN) {
      child = 0;
      return new Step.Rm(folder(folder++));
    }
    return new Step.Write(folder(folder) + "/" + child++, child + "-" + "a".repeat(valueBytes));
  }

  private String folder(int number) {
    return model().root() + "/" + number;
  }
}
