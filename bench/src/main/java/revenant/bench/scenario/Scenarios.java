package revenant.bench.scenario;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import revenant.bench.subject.Target;

/// All that can be measured.
public final class Scenarios {
  private Scenarios() {}

  /// In the order in which they are measured.
  public static List<Scenario> all() {
    return Stream.of(
            Requests.all(),
            Transactions.all(),
            Beside.all(),
            Wide.all(),
            Population.all(),
            Rings.all(),
            Storm.all(),
            Lives.all(),
            Lag.all(),
            Soak.all())
        .flatMap(List::stream)
        .toList();
  }

  /// Removes what was made on a server that goes on.
  public static void cleanUp(Target target) throws IOException {
    Nodes.cleanUp(target.server());
  }
}
