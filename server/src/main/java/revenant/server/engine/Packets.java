package revenant.server.engine;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A sequence that grows at its end and shrinks at its beginning, both without copying what is in
/// it. Those that were made from each other share cells, of which each sees its own part; a cell is
/// filled once, by the first that needs it.
public final class Packets implements Iterable<Outgoing> {
  private static final int CELLS_MIN = 4;
  static final Packets NONE = new Packets(new Cells(0), 0, 0);

  private static final class Cells {
    private final @Nullable Outgoing[] of;

    /// How many were ever filled.
    private final AtomicInteger filled = new AtomicInteger();

    Cells(int count) {
      of = new @Nullable Outgoing[count];
    }

    boolean take(int index) {
      return index < of.length && filled.compareAndSet(index, index + 1);
    }
  }

  private final Cells cells;
  private final int from;
  private final int to;

  private Packets(Cells cells, int from, int to) {
    this.cells = cells;
    this.from = from;
    this.to = to;
  }

  /// How many there are.
  public int size() {
    return to - from;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return from == to;
  }

  Packets with(Outgoing packet) {
    if (!cells.take(to)) return copied(2 * size() + CELLS_MIN).with(packet);
    cells.of[to] = packet;
    return new Packets(cells, from, to + 1);
  }

  /// Those after the first `count`. What is not needed any more is not kept for long.
  Packets after(int count) {
    if (count == size()) return NONE;
    Packets rest = new Packets(cells, from + count, to);
    return rest.size() * 4 < cells.of.length ? rest.copied(2 * rest.size()) : rest;
  }

  private Packets copied(int room) {
    Cells mine = new Cells(room);
    System.arraycopy(cells.of, from, mine.of, 0, size());
    mine.filled.set(size());
    return new Packets(mine, 0, size());
  }

  private Outgoing at(int index) {
    return Objects.requireNonNull(cells.of[index]);
  }

  @Override
  public Iterator<Outgoing> iterator() {
    return new Iterator<>() {
      private int next = from;

      @Override
      public boolean hasNext() {
        return next < to;
      }

      @Override
      public Outgoing next() {
        if (!hasNext()) throw new NoSuchElementException();
        return at(next++);
      }
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Packets packets
        && Arrays.equals(cells.of, from, to, packets.cells.of, packets.from, packets.to);
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Outgoing each : this) hash = 31 * hash + each.hashCode();
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(Arrays.copyOfRange(cells.of, from, to));
  }
}
