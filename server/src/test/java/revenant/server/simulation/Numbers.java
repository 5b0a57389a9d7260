package revenant.server.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.server.wire.Errno;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;

/// The ids of transactions: one that was ended, was never given, or belonged to the kernel before
/// is unknown, and one that is open is not (G5).
final class Numbers implements Judge {
  private final Map<Long, Set<Integer>> open = new HashMap<>();

  @Override
  public void judge(Step step) {
    RequestType type = step.type();
    if (type == null || step.isRefused()) return;
    boolean isForbidden = type.isPrivileged() && !step.isPrivileged();
    if (isForbidden || type.ignoresTransaction()) return;
    Set<Integer> ids = open.computeIfAbsent(step.session(), session -> new HashSet<>());
    int id = step.transaction();
    if (id != 0 && !ids.contains(id)) {
      Oracles.check(step.hasFailed(Errno.ENOENT), "ids: an unknown one is known");
      return;
    }
    follow(step, ids, id, step.request());
  }

  private static void follow(Step step, Set<Integer> ids, int id, @Nullable Request request) {
    switch (request) {
      case Request.TransactionStart() -> {
        if (step.hasFailed()) return;
        int started = Integer.parseInt(step.answer().payload().text().trim());
        Oracles.check(ids.add(started), "ids: one is given twice");
      }
      case Request.TransactionEnd end -> {
        boolean isKnown = id == 0 || !step.hasFailed(Errno.ENOENT);
        Oracles.check(isKnown, "ids: an open one is unknown");
        ids.remove(id);
      }
      case Request.ResetWatches() -> ids.clear();
      case null, default -> {}
    }
  }

  @Override
  public void renewed(long session) {
    open.remove(session);
  }
}
