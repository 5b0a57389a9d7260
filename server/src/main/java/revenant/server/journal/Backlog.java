package revenant.server.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the checkpointer has still to save, oldest first: at most [#ROOTS_MAX] moments, after which
/// the newest takes up those that come. Handing over is short and never waits for a save.
///
/// Where so many requests came between two saves that no store could save each of them, the next
/// moments are not even kept apart: each that waits is a tree, and the names of its requests, that
/// every collection of garbage copies.
final class Backlog {
  static final int ROOTS_MAX = 256;
  static final int CROWD = 8 * ROOTS_MAX;

  private final Deque<Handed> waiting = new ArrayDeque<>();

  /// How many requests came since some moments were taken.
  private long came;

  /// Whether a crowd came between the last two times that some were taken.
  private boolean wasCrowd;

  synchronized void add(Moment moment, List<Entry> turn) {
    came += turn.size();
    Handed newest = isCrowded() ? waiting.peekLast() : null;
    if (newest == null) waiting.add(new Handed(moment, turn));
    else newest.add(moment, turn);
  }

  /// Adds what recovery found; there may be more of it, as it is there already.
  synchronized void addAll(List<Handed> handed) {
    waiting.addAll(handed);
  }

  synchronized void add(Handed handed) {
    waiting.add(handed);
  }

  /// Puts back what could not be saved.
  synchronized void putBack(Handed unsaved) {
    waiting.addFirst(unsaved);
  }

  /// The oldest `count` as one, or null if there is nothing.
  synchronized @Nullable Handed take(int count) {
    Handed taken = waiting.poll();
    for (int i = 1; taken != null && i < count && !waiting.isEmpty(); i++)
      taken.add(waiting.remove());
    wasCrowd = came >= CROWD;
    came = 0;
    return taken;
  }

  /// Whether there are more than can be kept apart: then nobody can be shown each of them, and one
  /// save for all costs least.
  synchronized boolean isCrowded() {
    return wasCrowd || waiting.size() >= ROOTS_MAX;
  }

  synchronized int size() {
    return waiting.size();
  }
}
