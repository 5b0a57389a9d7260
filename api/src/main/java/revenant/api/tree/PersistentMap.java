package revenant.api.tree;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map that shares structure with the maps it was made from: a B-tree whose
/// update copies one small block on each level, O(log n), and whose [#difference] skips what two
/// maps share.
///
/// @param <K> the keys, ordered by their own order
/// @param <V> the values
public final class PersistentMap<K extends Comparable<? super K>, V>
    implements Iterable<PersistentMap.Entry<K, V>> {
  /// A key and its value.
  ///
  /// @param <K> the key
  /// @param <V> the value
  /// @param key never null
  /// @param value never null
  public record Entry<K, V>(K key, V value) {}

  /// Told of each key whose value is not the same object in both maps.
  ///
  /// @param <K> the key
  /// @param <V> the value
  @FunctionalInterface
  public interface DifferenceVisitor<K, V> {
    /// `before` is null where the key is new, `after` where it is gone.
    void differs(K key, @Nullable V before, @Nullable V after);
  }

  private static final int WIDTH_MAX = 32;
  private static final int WIDTH_MIN = 8;

  private static final PersistentMap<?, ?> EMPTY =
      new PersistentMap<>(new Block(0, new Object[0]), 0);

  /// A block of up to [#WIDTH_MAX] pairs: key and value at height 0; above, the least key of a
  /// block one lower, and that block.
  @SuppressWarnings("ArrayRecordComponent") // one object less for each block than a wrapped array
  private record Block(int height, Object[] pairs) {
    int width() {
      return pairs.length / 2;
    }

    Object key(int index) {
      return pairs[2 * index];
    }

    Object item(int index) {
      return pairs[2 * index + 1];
    }

    Block below(int index) {
      return (Block) item(index);
    }

    /// The index of `key`, or -1 - the index where it would stand.
    @SuppressWarnings("unchecked")
    int find(Object key) {
      if (key instanceof String name) return find(name);
      if (key instanceof Long || key instanceof Integer) return find(((Number) key).longValue());
      return find((Comparable<Object>) key);
    }

    /// The index of `key`, or a negative number. A name that is there is mostly there as the same
    /// object ([Names]), which takes no look at what the names say.
    int indexOf(Object key) {
      if (!(key instanceof String name)) return find(key);
      for (int i = 0; i < pairs.length; i += 2) if (pairs[i] == name) return i / 2;
      return find(name);
    }

    private int find(Comparable<Object> wanted) {
      int low = 0;
      int high = width() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = wanted.compareTo(key(middle));
        if (order == 0) return middle;
        if (order > 0) low = middle + 1;
        else high = middle - 1;
      }
      return -1 - low;
    }

    /// The same for the names of children, which are most of what is looked for: a call that is
    /// known beforehand costs a third of one that is not.
    private int find(String wanted) {
      int low = 0;
      int high = width() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int order = wanted.compareTo((String) key(middle));
        if (order == 0) return middle;
        if (order > 0) low = middle + 1;
        else high = middle - 1;
      }
      return -1 - low;
    }

    private int find(long wanted) {
      int low = 0;
      int high = width() - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        long found = ((Number) key(middle)).longValue();
        if (found == wanted) return middle;
        if (wanted > found) low = middle + 1;
        else high = middle - 1;
      }
      return -1 - low;
    }

    /// The index of the block below that holds `key` if any does.
    int route(Object key) {
      int found = find(key);
      return found >= 0 ? found : Math.max(0, -2 - found);
    }

    Block with(int index, Object key, Object item) {
      Object[] changed = pairs.clone();
      changed[2 * index] = key;
      changed[2 * index + 1] = item;
      return new Block(height, changed);
    }

    Block inserted(int index, Object key, Object item) {
      Object[] more = new Object[pairs.length + 2];
      System.arraycopy(pairs, 0, more, 0, 2 * index);
      more[2 * index] = key;
      more[2 * index + 1] = item;
      System.arraycopy(pairs, 2 * index, more, 2 * index + 2, pairs.length - 2 * index);
      return new Block(height, more);
    }

    Block removed(int index) {
      Object[] fewer = new Object[pairs.length - 2];
      System.arraycopy(pairs, 0, fewer, 0, 2 * index);
      System.arraycopy(pairs, 2 * index + 2, fewer, 2 * index, fewer.length - 2 * index);
      return new Block(height, fewer);
    }

    Block part(int from, int to) {
      return new Block(height, Arrays.copyOfRange(pairs, 2 * from, 2 * to));
    }

    Block joined(Block right) {
      Object[] both = Arrays.copyOf(pairs, pairs.length + right.pairs.length);
      System.arraycopy(right.pairs, 0, both, pairs.length, right.pairs.length);
      return new Block(height, both);
    }
  }

  private final Block top;
  private final int size;

  private PersistentMap(Block top, int size) {
    this.top = top;
    this.size = size;
  }

  /// The map without entries.
  ///
  /// @param <K> the keys
  /// @param <V> the values
  @SuppressWarnings("unchecked")
  public static <K extends Comparable<? super K>, V> PersistentMap<K, V> empty() {
    return (PersistentMap<K, V>) EMPTY;
  }

  /// How many entries there are.
  public int size() {
    return size;
  }

  /// Whether there are none.
  public boolean isEmpty() {
    return size == 0;
  }

  /// The value of `key`, or null.
  @SuppressWarnings("unchecked")
  public @Nullable V get(K key) {
    Block block = top;
    while (block.height > 0) block = block.below(block.route(key));
    int index = block.indexOf(key);
    return index < 0 ? null : (V) block.item(index);
  }

  /// The value of `key`, if there is one.
  public Optional<V> find(K key) {
    return Optional.ofNullable(get(key));
  }

  /// Whether `key` has a value.
  public boolean contains(K key) {
    return get(key) != null;
  }

  /// The same map with `value` at `key`.
  public PersistentMap<K, V> with(K key, V value) {
    Block replaced = replaced(top, key, value);
    return replaced == null ? added(key, value) : new PersistentMap<>(replaced, size);
  }

  /// The block with another value at `key`, or null if it has none.
  private static @Nullable Block replaced(Block block, Object key, Object value) {
    if (block.height == 0) {
      int index = block.indexOf(key);
      return index < 0 ? null : block.with(index, block.key(index), value);
    }
    int index = block.route(key);
    Block below = replaced(block.below(index), key, value);
    return below == null ? null : block.with(index, block.key(index), below);
  }

  /// The same as [#with] for who knows that `key` is new.
  PersistentMap<K, V> added(K key, V value) {
    Block changed = added(top, key, value);
    if (changed.width() > WIDTH_MAX) {
      int half = changed.width() / 2;
      Block left = changed.part(0, half);
      Block right = changed.part(half, changed.width());
      changed =
          new Block(changed.height + 1, new Object[] {left.key(0), left, right.key(0), right});
    }
    return new PersistentMap<>(changed, size + 1);
  }

  /// The block with a key in it that is new; it may be one wider than allowed, which the caller
  /// splits.
  private static Block added(Block block, Object key, Object value) {
    if (block.height == 0) return block.inserted(-1 - block.find(key), key, value);
    int index = block.route(key);
    Block below = added(block.below(index), key, value);
    if (below.width() <= WIDTH_MAX) return block.with(index, below.key(0), below);
    // A block that grows at its end is split there: filling in order leaves full blocks behind.
    boolean atEnd = index == block.width() - 1 && below.find(key) == below.width() - 1;
    int half = atEnd && below.height == 0 ? WIDTH_MAX : below.width() / 2;
    Block left = below.part(0, half);
    Block right = below.part(half, below.width());
    return block.with(index, left.key(0), left).inserted(index + 1, right.key(0), right);
  }

  /// The same map without `key`.
  @SuppressWarnings("unchecked")
  public PersistentMap<K, V> without(K key) {
    if (!contains(key)) return this;
    if (size == 1) return (PersistentMap<K, V>) EMPTY;
    Block changed = remove(top, key);
    while (changed.height > 0 && changed.width() == 1) changed = changed.below(0);
    return new PersistentMap<>(changed, size - 1);
  }

  private static Block remove(Block block, Object key) {
    if (block.height == 0) return block.removed(block.find(key));
    int index = block.route(key);
    Block below = remove(block.below(index), key);
    if (below.width() == 0) return block.removed(index);
    Block changed = block.with(index, below.key(0), below);
    if (below.width() >= WIDTH_MIN) return changed;
    if (index > 0 && block.below(index - 1).width() + below.width() <= WIDTH_MAX)
      return join(changed, index - 1);
    boolean hasRight = index + 1 < block.width();
    if (hasRight && block.below(index + 1).width() + below.width() <= WIDTH_MAX)
      return join(changed, index);
    return changed;
  }

  private static Block join(Block block, int index) {
    Block both = block.below(index).joined(block.below(index + 1));
    return block.removed(index + 1).with(index, both.key(0), both);
  }

  /// Hands over all entries in order.
  public void forEach(BiConsumer<? super K, ? super V> action) {
    for (Entry<K, V> entry : this) action.accept(entry.key(), entry.value());
  }

  /// All entries in order.
  @Override
  public Iterator<Entry<K, V>> iterator() {
    Cursor<K, V> cursor = new Cursor<>(top);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        cursor.openBlocks();
        return !cursor.atEnd();
      }

      @Override
      public Entry<K, V> next() {
        if (!hasNext()) throw new NoSuchElementException();
        Entry<K, V> entry = new Entry<>(cursor.key(), cursor.value());
        cursor.skip();
        return entry;
      }
    };
  }

  /// Tells `visitor`, in order of the keys, what differs in `newer`: values are compared by
  /// identity. Costs O(differences * log n) where `newer` was made from this map.
  public void difference(PersistentMap<K, V> newer, DifferenceVisitor<K, V> visitor) {
    Cursor<K, V> old = new Cursor<>(top);
    Cursor<K, V> now = new Cursor<>(newer.top);
    while (!old.atEnd() || !now.atEnd()) {
      if (!old.atEnd() && !now.atEnd() && old.item() == now.item() && old.key().equals(now.key())) {
        old.skip();
        now.skip();
      } else if (!old.atEntry() || !now.atEntry()) {
        openTaller(old, now);
      } else {
        tell(old, now, visitor);
      }
    }
  }

  private static <K extends Comparable<? super K>, V> void openTaller(
      Cursor<K, V> old, Cursor<K, V> now) {
    int oldHeight = old.height();
    int newHeight = now.height();
    if (oldHeight >= newHeight) old.open();
    if (newHeight >= oldHeight) now.open();
  }

  private static <K extends Comparable<? super K>, V> void tell(
      Cursor<K, V> old, Cursor<K, V> now, DifferenceVisitor<K, V> visitor) {
    int order = old.atEnd() ? 1 : now.atEnd() ? -1 : old.key().compareTo(now.key());
    K key = order <= 0 ? old.key() : now.key();
    V before = order <= 0 ? old.value() : null;
    V after = order >= 0 ? now.value() : null;
    if (order <= 0) old.skip();
    if (order >= 0) now.skip();
    visitor.differs(key, before, after);
  }

  /// A place in a map: before an entry, before a whole block, or at the end.
  private static final class Cursor<K, V> {
    /// A block on the way from the top, and the index in it that the way takes.
    private record Step(Block block, int index, @Nullable Step before) {}

    private @Nullable Step above;
    private @Nullable Block block;
    private int index;

    Cursor(Block top) {
      block = top.width() == 0 ? null : top;
    }

    boolean atEnd() {
      return block == null;
    }

    /// Whether an entry is next, or nothing.
    boolean atEntry() {
      return block == null || block.height == 0;
    }

    /// The height of what is next: 0 for an entry and for the end.
    int height() {
      return block == null ? 0 : block.height;
    }

    private Block here() {
      if (block == null) throw new NoSuchElementException();
      return block;
    }

    Object item() {
      return here().item(index);
    }

    @SuppressWarnings("unchecked")
    K key() {
      return (K) here().key(index);
    }

    @SuppressWarnings("unchecked")
    V value() {
      return (V) here().item(index);
    }

    /// Goes from before a block to before its first item.
    void open() {
      if (atEntry()) return;
      Block opened = here();
      above = new Step(opened, index, above);
      block = opened.below(index);
      index = 0;
    }

    void openBlocks() {
      while (!atEntry()) open();
    }

    /// Steps over what is next.
    void skip() {
      index++;
      while (block != null && index >= block.width()) close();
    }

    /// Goes from after a block's last item to after the block itself.
    private void close() {
      Step step = above;
      if (step == null) {
        block = null;
        return;
      }
      block = step.block();
      index = step.index() + 1;
      above = step.before();
    }
  }

  /// Whether both have equal keys with equal values.
  @Override
  public boolean equals(Object other) {
    if (this == other) return true;
    if (!(other instanceof PersistentMap<?, ?> map) || map.size != size) return false;
    Iterator<? extends Entry<?, ?>> theirs = map.iterator();
    for (Entry<K, V> entry : this) if (!entry.equals(theirs.next())) return false;
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 0;
    for (Entry<K, V> entry : this) hash = 31 * hash + entry.hashCode();
    return hash;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach((key, value) ->
        text.append(text.length() == 1 ? "" : ", ").append(key).append('=').append(value));
    return text.append('}').toString();
  }
}
