package revenant.server.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Looks for the smallest plan that still fails by the same oracle: fewer deaths of the process,
/// fewer deeds and requests, fewer clients.
public final class Shrinking {
  private static final int TRIES_MAX = 1000;

  private final Function<Plan, String> run;
  private final String oracle;
  private Plan best;
  private int tries;

  private Shrinking(Plan failing, String message, Function<Plan, String> run) {
    this.best = failing;
    this.oracle = oracle(message);
    this.run = run;
  }

  /// The oracle that found what `message` says: what comes before the colon.
  public static String oracle(String message) {
    int colon = message.indexOf(':');
    return colon < 0 ? message.replaceAll(" \\[moment .*", "") : message.substring(0, colon);
  }

  /// The smallest plan that was found.
  ///
  /// @param failing a plan that fails with `message`
  /// @param run what a plan fails with, empty if it does not
  public static Plan shrunk(Plan failing, String message, Function<Plan, String> run) {
    Shrinking shrinking = new Shrinking(failing, message, run);
    Plan before;
    do {
      before = shrinking.best;
      shrinking.tryFewerDeaths();
      shrinking.tryLess();
    } while (!shrinking.best.equals(before) && shrinking.tries < TRIES_MAX);
    return shrinking.best;
  }

  private boolean isFailing(Plan plan) {
    if (tries++ >= TRIES_MAX) return false;
    String message = run.apply(plan);
    boolean isSame = !message.isEmpty() && oracle(message).equals(oracle);
    if (isSame) best = plan;
    return isSame;
  }

  private void tryFewerDeaths() {
    for (int count = best.lives().size(); count > 0; count /= 2) {
      int first = 0;
      while (first + count <= best.lives().size())
        if (!isFailing(best.withoutDeaths(first, count))) first += count;
    }
  }

  private void tryLess() {
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller = false;
      for (Plan smaller : smaller(best)) {
        isSmaller = isFailing(smaller);
        if (isSmaller) break;
      }
    }
  }

  private static List<Plan> smaller(Plan plan) {
    Scenario s = plan.scenario();
    List<Plan> smaller = new ArrayList<>();
    if (s.guests() > 1) smaller.add(plan.with(s.withGuests(s.guests() - 1)));
    if (s.sockets() > 0) smaller.add(plan.with(s.withSockets(s.sockets() - 1)));
    if (plan.deeds() > 0) smaller.add(plan.withDeeds(plan.deeds() / 2));
    if (plan.deeds() > 1) smaller.add(plan.withDeeds(plan.deeds() - 1));
    if (s.requests() > 1) smaller.add(plan.with(s.withRequests(s.requests() / 2)));
    if (s.requests() > 1) smaller.add(plan.with(s.withRequests(s.requests() - 1)));
    if (s.isLarge()) smaller.add(plan.with(s.plain(false, s.isTight(), s.isPoisoned())));
    if (s.isTight()) smaller.add(plan.with(s.plain(s.isLarge(), false, s.isPoisoned())));
    if (s.isPoisoned()) smaller.add(plan.with(s.plain(s.isLarge(), s.isTight(), false)));
    return smaller;
  }
}
