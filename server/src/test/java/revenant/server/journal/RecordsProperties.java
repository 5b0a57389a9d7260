package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.server.engine.Change;
import revenant.server.engine.Description;

final class RecordsProperties {
  static LongStream seeds() {
    return Choices.seeds(300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void what_is_encoded_is_decoded(long seed) {
    List<Entry> entries = new RandomChanges(new Choices(seed)).entries(8);
    assertThat(Records.decode(Records.encode(entries))).isEqualTo(entries);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void damaged_bytes_are_refused_or_read_and_nothing_else(long seed) {
    Choices choices = new Choices(seed);
    byte[] record = Records.encode(new RandomChanges(choices).entries(4));
    record[choices.below(record.length)] ^= (byte) (1 << choices.below(8));
    try {
      Records.decode(record);
    } catch (Damage expected) {
      assertThat(expected).hasMessageNotContaining("\n");
    }
  }

  @Test
  void a_record_that_was_cut_is_refused() {
    byte[] record = Records.encode(List.of(new Entry(origin(), List.of(new Change.Closed(7)))));
    for (int length = 0; length < record.length; length++) {
      byte[] cut = Arrays.copyOf(record, length);
      assertThatThrownBy(() -> Records.decode(cut)).isInstanceOf(Damage.class);
    }
  }

  @Test
  void a_newer_version_is_refused() {
    byte[] record = Records.encode(List.of());
    record[0]++;
    assertThatThrownBy(() -> Records.decode(record)).hasMessage("a record of version 3");
  }

  @Test
  void what_a_record_would_say_twice_it_says_once() {
    Change put = new Change.Put(NodePath.of("/a"), Bytes.of("v"), Permissions.ownedBy(0));
    Entry entry = new Entry(origin(), List.of(put));
    int one = Records.encode(List.of(entry)).length;
    int two = Records.encode(List.of(entry, entry)).length;
    int caller = 1 + "socket 1".length() + 1 + 6;
    assertThat(two - one).isEqualTo(one - 2 - caller);
    Entry aboutOther = new Entry(origin(), List.of(new Change.Removed(NodePath.of("/b"))));
    assertThat(Records.decode(Records.encode(List.of(aboutOther, entry, aboutOther))))
        .containsExactly(aboutOther, entry, aboutOther);
  }

  /// As a process of an older version left it.
  @Test
  void a_record_of_the_version_before_is_read() {
    byte[] record =
        new Encoder()
            .octet(1)
            .number(1)
            .text("socket 1")
            .number(0)
            .signed(1_700_000_000_000L)
            .text("WRITE /a")
            .signed(3)
            .signed(0)
            .number(1)
            .octet(9)
            .number(7)
            .toArray();
    Origin before = new Origin("socket 1", 0, 1_700_000_000_000L, Description.of("WRITE /a"), 3, 0);
    assertThat(Records.decode(record))
        .containsExactly(new Entry(before, List.of(new Change.Closed(7))));
  }

  @Test
  void the_random_changes_are_of_every_kind() {
    Set<Class<?>> kinds = new HashSet<>();
    RandomChanges changes = new RandomChanges(new Choices(1));
    for (int i = 0; i < 2000; i++) kinds.add(changes.change().getClass());
    assertThat(kinds).hasSize(19);
  }

  private static Origin origin() {
    return new Origin("socket 1", 0, 1_700_000_000_000L, new Description("WRITE", "/a"), 3, 0);
  }
}
