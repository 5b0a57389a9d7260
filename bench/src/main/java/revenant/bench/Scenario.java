package revenant.bench;

import java.io.IOException;

/// Something to measure, on one server.
interface Scenario {
  /// For the table.
  String name();

  /// The scenario that this one is compared with on the same server; its own name if none is.
  default String base() {
    return name();
  }

  /// Makes what must be there, measures for so long, and removes what would be in others' way.
  Load.Result measure(Target target, long nanos, Latencies latencies) throws IOException;
}
