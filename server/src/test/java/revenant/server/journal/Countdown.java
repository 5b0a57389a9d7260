package revenant.server.journal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// Numbers the steps by which memory and files change that outlive the process, and ends the
/// process's world at one of them: nothing that it does later arrives.
///
/// Plain stores are told apart from those that come after all before them (a store with release, a
/// system call): of the first any may be missing when a later one is there.
public final class Countdown {
  /// Where the world ends.
  public enum Cut {
    /// Just before the step.
    BEFORE,
    /// Just after it.
    AFTER,
    /// In its middle: the first bytes are there.
    PREFIX,
    /// In its middle: the last bytes are there, and no plain store since the last ordered one. Of a
    /// plain store of one word all is there, of a write the first bytes.
    SUFFIX
  }

  /// The world ends at `step`, counted from the first, or from the last death that was chosen.
  public record Death(long step, Cut cut) {}

  /// The process is dead.
  public static final class End extends Error {
    private static final long serialVersionUID = 1;

    End(long step) {
      super("at step " + step, null, false, false);
    }
  }

  /// Makes the bytes [from, to) of a store arrive.
  interface Store {
    void arrive(int from, int to);
  }

  /// A step that the file system takes.
  interface Call<X extends Exception> {
    void make() throws X;
  }

  private final Deque<Runnable> unordered = new ArrayDeque<>();
  private Runnable meanwhile = () -> {};
  private final Iterator<Death> deaths;
  private Cut cut = Cut.BEFORE;
  private long last;
  private long step;
  private int chosen;
  private boolean isOver;
  private boolean isTearable;
  private boolean isPlain;

  /// @param deaths that are chosen, in order
  public Countdown(List<Death> deaths) {
    this.deaths = deaths.iterator();
    choose();
  }

  private void choose() {
    last = Long.MAX_VALUE;
    if (!deaths.hasNext()) return;
    Death next = deaths.next();
    cut = next.cut();
    last = step + next.step();
  }

  /// At every step others do something, too.
  public void meanwhile(Runnable others) {
    meanwhile = others;
  }

  /// Another process begins.
  public void begin() {
    isOver = false;
    unordered.clear();
  }

  /// How many steps all processes took.
  public long steps() {
    return step;
  }

  /// How many processes died where it was chosen.
  public int chosen() {
    return chosen;
  }

  public boolean isOver() {
    return isOver;
  }

  /// Whether the step at which a process was chosen to die first has a middle.
  public boolean isTearable() {
    return isTearable;
  }

  /// Whether the step at which a process was chosen to die first was a plain store.
  public boolean isPlain() {
    return isPlain;
  }

  /// Something kills the process.
  public void die() {
    isOver = true;
    throw new End(step);
  }

  /// All that was stored is before all that will be.
  void order() {
    unordered.clear();
  }

  /// A plain store of `length` bytes.
  void plain(int length, Store store, Runnable undo) {
    if (isOver) return;
    Cut at = cut;
    boolean hasMiddle = length > Long.BYTES;
    if (!isLast(hasMiddle, true)) {
      store.arrive(0, length);
      unordered.push(undo);
      return;
    }
    switch (at) {
      case BEFORE -> {}
      case AFTER -> store.arrive(0, length);
      case PREFIX -> store.arrive(0, hasMiddle ? middle(length) : 0);
      case SUFFIX -> {
        unordered.forEach(Runnable::run);
        store.arrive(hasMiddle ? middle(length) : 0, length);
      }
    }
    die();
  }

  /// A store of many bytes that comes after all before it.
  void written(int length, Store store) {
    if (isOver) return;
    order();
    Cut at = cut;
    boolean isLast = isLast(length > 1, false);
    if (!isLast || at == Cut.AFTER) store.arrive(0, length);
    if (!isLast) return;
    if (at == Cut.PREFIX || at == Cut.SUFFIX) store.arrive(0, middle(length));
    die();
  }

  /// A step that is taken whole or not at all, and comes after all before it.
  <X extends Exception> void whole(Call<X> call) throws X {
    if (isOver) return;
    order();
    Cut at = cut;
    boolean isLast = isLast(false, false);
    if (!isLast || at == Cut.AFTER) call.make();
    if (isLast) die();
  }

  private boolean isLast(boolean hasMiddle, boolean isUnordered) {
    step++;
    meanwhile.run();
    if (step < last) return false;
    if (chosen == 0) {
      isTearable = hasMiddle;
      isPlain = isUnordered;
    }
    chosen++;
    choose();
    return true;
  }

  /// Another place for each step, the same one for the same step.
  private int middle(int length) {
    return 1 + (int) (step * 7919 % Math.max(1, length - 1));
  }
}
