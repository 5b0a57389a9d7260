package revenant.server.simulation;

import java.util.PrimitiveIterator;

/// Numbers the moments at which the process may die, just before and just after each store that
/// outlives it, and ends it at those that were chosen. At every moment the clients go on too.
final class Fate {
  private final PrimitiveIterator.OfLong gaps;
  private final Runnable meanwhile;
  private long moment;
  private long next;
  private long crashes;

  /// @param gaps how many moments each process lives, until there are no more crashes
  /// @param meanwhile what others do at every moment
  Fate(PrimitiveIterator.OfLong gaps, Runnable meanwhile) {
    this.gaps = gaps;
    this.meanwhile = meanwhile;
    choose();
  }

  private void choose() {
    next = gaps.hasNext() ? moment + gaps.nextLong() : Long.MAX_VALUE;
  }

  /// A store that is done whole or not at all.
  void step(Runnable store) {
    moment();
    store.run();
    moment();
  }

  void moment() {
    moment++;
    meanwhile.run();
    if (moment < next) return;
    choose();
    die();
  }

  /// Something kills the process.
  void die() {
    crashes++;
    throw new Crash(moment);
  }

  long moments() {
    return moment;
  }

  long crashes() {
    return crashes;
  }
}
