package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The map against `java.util.TreeMap`, and what its operations cost.
class PersistentMapProperties {
  /// A key that counts how often it is looked at.
  private record Key(int number) implements Comparable<Key> {
    private static long looks;

    @Override
    public int compareTo(Key other) {
      looks++;
      return Integer.compare(number, other.number);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      looks++;
      return other instanceof Key key && key.number == number;
    }

    @Override
    public int hashCode() {
      return number;
    }
  }

  /// A value before and after; values are compared by identity, so each is an object of its own.
  private record Step(@Nullable Object before, @Nullable Object after) {}

  static LongStream seeds() {
    return Choices.seeds(30);
  }

  @BeforeEach
  void forget_the_looks() {
    Key.looks = 0;
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void is_the_map_that_a_tree_map_is(long seed) {
    Choices choices = new Choices(seed);
    int range = 1 + choices.below(3000);
    PersistentMap<Key, Object> map = PersistentMap.empty();
    TreeMap<Key, Object> model = new TreeMap<>();
    for (int phase = 0; phase < 6; phase++) {
      int removals = choices.below(11);
      for (int i = 0; i < 500; i++) {
        Key key = new Key(choices.below(range));
        if (choices.below(10) < removals) {
          map = map.without(key);
          model.remove(key);
        } else {
          Object value = new Object();
          map = map.with(key, value);
          model.put(key, value);
        }
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(map.get(key)).isSameAs(model.get(key));
        assertThat(map.contains(key)).isEqualTo(model.containsKey(key));
      }
      assertSame(map, model);
      Key missing = new Key(range);
      assertThat(map.get(missing)).isNull();
      assertThat(map.without(missing)).isSameAs(map);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void equals_another_map_of_the_same_entries_however_it_was_made(long seed) {
    Choices choices = new Choices(seed);
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    TreeMap<Integer, Integer> model = new TreeMap<>();
    for (int i = 0; i < 2000; i++) {
      int key = choices.below(500);
      if (choices.oneIn(2)) {
        map = map.without(key);
        model.remove(key);
      } else {
        map = map.with(key, i);
        model.put(key, i);
      }
    }
    PersistentMap<Integer, Integer> inOrder = PersistentMap.empty();
    for (Map.Entry<Integer, Integer> entry : model.entrySet())
      inOrder = inOrder.with(entry.getKey(), entry.getValue());

    assertThat(map).isEqualTo(inOrder).hasSameHashCodeAs(inOrder).hasToString(model.toString());
    assertThat(map.with(1000, 1)).isNotEqualTo(map);
    assertThat(map.with(model.firstKey(), -1)).isNotEqualTo(map);
    assertThat(map.without(model.firstKey()).with(1000, 1)).isNotEqualTo(map);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void tells_the_difference_that_a_comparison_of_all_entries_finds(long seed) {
    Choices choices = new Choices(seed);
    PersistentMap<Key, Object> old = filled(choices, choices.below(4000));
    PersistentMap<Key, Object> now = old;
    int edits = choices.oneIn(3) ? choices.below(4000) : choices.below(40);
    for (int i = 0; i < edits; i++) {
      Key key = new Key(choices.below(5000));
      now = choices.oneIn(2) ? now.without(key) : now.with(key, new Object());
    }
    assertThat(difference(old, now)).isEqualTo(bruteForce(old, now));
    assertThat(difference(now, old)).isEqualTo(bruteForce(now, old));
    PersistentMap<Key, Object> stranger = filled(choices, choices.below(2000));
    assertThat(difference(old, stranger)).isEqualTo(bruteForce(old, stranger));
    assertThat(difference(old, old)).isEmpty();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_difference_costs_what_differs_and_not_what_is_shared(long seed) {
    Choices choices = new Choices(seed);
    PersistentMap<Key, Object> old = ascending(50_000);
    PersistentMap<Key, Object> now = old;
    TreeSet<Key> touched = new TreeSet<>();
    while (touched.size() < 3) {
      Key key = new Key(choices.below(50_000));
      touched.add(key);
      now = choices.oneIn(2) ? now.without(key) : now.with(key, new Object());
    }
    Key.looks = 0;
    List<Key> told = new ArrayList<>();
    old.difference(now, (key, before, after) -> told.add(key));
    long looks = Key.looks;

    assertThat(told).isEqualTo(List.copyOf(touched));
    // On each of four levels a change opens a block of 32 keys, or two where a block split.
    assertThat(looks).isLessThan(3 * 4 * 2 * 32 * 2);
  }

  @Test
  void an_update_and_a_look_up_cost_the_logarithm_of_the_size() {
    PersistentMap<Key, Object> map = ascending(50_000);
    Key.looks = 0;
    assertThat(map.get(new Key(31_415))).isNotNull();
    assertThat(Key.looks).isLessThanOrEqualTo(4 * 6);
    Key.looks = 0;
    assertThat(map.with(new Key(31_415), "again").without(new Key(27_182)).size())
        .isEqualTo(49_999);
    assertThat(Key.looks).isLessThanOrEqualTo(4 * 4 * 6);
  }

  @Test
  void fills_in_order_and_empties_again_from_either_end() {
    PersistentMap<Key, Object> up = ascending(5000);
    PersistentMap<Key, Object> down = PersistentMap.empty();
    for (int i = 4999; i >= 0; i--) down = down.with(new Key(i), new Key(i));
    int expected = 0;
    for (PersistentMap.Entry<Key, Object> entry : down)
      assertThat(entry.key().number()).isEqualTo(expected++);
    assertThat(expected).isEqualTo(5000);
    for (int i = 0; i < 5000; i++) {
      up = up.without(new Key(i));
      down = down.without(new Key(4999 - i));
      assertThat(up.contains(new Key(i))).isFalse();
      assertThat(up.size()).isEqualTo(down.size()).isEqualTo(4999 - i);
    }
    assertThat(up).isSameAs(PersistentMap.empty());
    assertThat(down.iterator().hasNext()).isFalse();
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void removing_all_in_any_order_leaves_the_empty_map(long seed) {
    Choices choices = new Choices(seed);
    PersistentMap<Key, Object> map = ascending(2000);
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < 2000; i++) left.add(i);
    while (!left.isEmpty()) {
      Collections.swap(left, choices.below(left.size()), left.size() - 1);
      Key gone = new Key(left.removeLast());
      map = map.without(gone);
      assertThat(map.size()).isEqualTo(left.size());
      assertThat(map.contains(gone)).isFalse();
      if (left.size() % 100 == 0)
        for (int key : left) assertThat(map.get(new Key(key))).isNotNull();
    }
    assertThat(map).isSameAs(PersistentMap.empty());
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void an_older_map_stays_as_it_was(long seed) {
    Choices choices = new Choices(seed);
    PersistentMap<Key, Object> map = filled(choices, 1000);
    List<PersistentMap<Key, Object>> versions = new ArrayList<>();
    List<NavigableMap<Key, Object>> models = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      TreeMap<Key, Object> model = new TreeMap<>();
      map.forEach(model::put);
      versions.add(map);
      models.add(model);
      Key key = new Key(choices.below(5000));
      map = choices.oneIn(2) ? map.with(key, new Object()) : map.without(firstFrom(model, key));
    }
    for (int i = 0; i < versions.size(); i++) assertSame(versions.get(i), models.get(i));
  }

  private static Key firstFrom(NavigableMap<Key, Object> model, Key key) {
    Key found = model.ceilingKey(key);
    return found == null ? key : found;
  }

  private static PersistentMap<Key, Object> ascending(int count) {
    PersistentMap<Key, Object> map = PersistentMap.empty();
    for (int i = 0; i < count; i++) map = map.with(new Key(i), new Key(i));
    return map;
  }

  private static PersistentMap<Key, Object> filled(Choices choices, int count) {
    PersistentMap<Key, Object> map = PersistentMap.empty();
    for (int i = 0; i < count; i++) map = map.with(new Key(choices.below(5000)), new Object());
    return map;
  }

  private static void assertSame(PersistentMap<Key, Object> map, Map<Key, Object> model) {
    List<PersistentMap.Entry<Key, Object>> expected = new ArrayList<>();
    model.forEach((key, value) -> expected.add(new PersistentMap.Entry<>(key, value)));
    assertThat(map.size()).isEqualTo(model.size());
    assertThat(map.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(map).containsExactlyElementsOf(expected);
  }

  private static Map<Key, Step> difference(
      PersistentMap<Key, Object> old, PersistentMap<Key, Object> now) {
    Map<Key, Step> told = new LinkedHashMap<>();
    List<Key> order = new ArrayList<>();
    old.difference(
        now,
        (key, before, after) -> {
          order.add(key);
          told.put(key, new Step(before, after));
        });
    assertThat(order).isSorted().doesNotHaveDuplicates();
    return told;
  }

  private static Map<Key, Step> bruteForce(
      PersistentMap<Key, Object> old, PersistentMap<Key, Object> now) {
    TreeSet<Key> keys = new TreeSet<>();
    for (PersistentMap.Entry<Key, Object> entry : old) keys.add(entry.key());
    for (PersistentMap.Entry<Key, Object> entry : now) keys.add(entry.key());
    Map<Key, Step> found = new LinkedHashMap<>();
    for (Key key : keys) {
      Object before = old.get(key);
      Object after = now.get(key);
      if (before != after) found.put(key, new Step(before, after));
    }
    return found;
  }
}
