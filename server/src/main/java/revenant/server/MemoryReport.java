package revenant.server;

import java.util.ArrayList;
import java.util.List;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Where memory goes, in lines (CONTROL memreport).
final class MemoryReport {
  private MemoryReport() {}

  static List<String> lines(State state) {
    Runtime runtime = Runtime.getRuntime();
    List<String> lines = new ArrayList<>();
    lines.add(
        "heap: "
            + (runtime.totalMemory() - runtime.freeMemory())
            + " bytes used of "
            + runtime.maxMemory());
    lines.add(
        "tree: "
            + state.tree().count()
            + " nodes, "
            + state.tree().root().bytes()
            + " bytes when saved");
    state
        .usage()
        .forEach((domid, usage) ->
            lines.add(
                "domain " + domid + ": " + usage.nodes() + " nodes, " + usage.bytes() + " bytes"));
    state.sessions().forEach((id, session) -> lines.add(line(session)));
    return lines;
  }

  private static String line(Session session) {
    return session.name()
        + ": "
        + session.watches().size()
        + " watches, "
        + session.transactions().size()
        + " transactions, "
        + session.outbox().bytes()
        + " bytes unsent";
  }
}
