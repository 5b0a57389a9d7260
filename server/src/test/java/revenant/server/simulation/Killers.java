package revenant.server.simulation;

import java.util.HashMap;
import java.util.Map;

/// Which requests were being executed when processes died. Where one died while it noted the next
/// request, both may be meant.
final class Killers {
  private final Map<String, Integer> deaths = new HashMap<>();
  private String noted = "";
  private String next = "";

  /// A request is about to be noted.
  void begins(String request) {
    next = request;
  }

  /// It is noted.
  void isNoted() {
    noted = next;
    next = "";
  }

  void died() {
    deaths.merge(noted, 1, Integer::sum);
    deaths.merge(next, 1, Integer::sum);
    noted = "";
    next = "";
  }

  /// Whether two processes died on the request that is noted.
  boolean isSuspected() {
    return deaths.getOrDefault(noted, 0) > 1;
  }
}
