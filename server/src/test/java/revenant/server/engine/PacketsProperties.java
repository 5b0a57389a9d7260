package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;

/// Sequences that share cells are still values: whatever is made from one, it stays what it was.
class PacketsProperties {
  private static final int STEPS = 20_000;

  /// A sequence, and what is to be in it.
  private record Known(Packets packets, List<Outgoing> content) {
    void check() {
      assertThat(packets).containsExactlyElementsOf(content);
      assertThat(packets.size()).isEqualTo(content.size());
      assertThat(packets.isEmpty()).isEqualTo(content.isEmpty());
    }

    Known with(Outgoing packet) {
      List<Outgoing> more = new ArrayList<>(content);
      more.add(packet);
      return new Known(packets.with(packet), more);
    }

    Known after(int count) {
      return new Known(packets.after(count), content.subList(count, content.size()));
    }
  }

  @Test
  void none_changes_when_others_are_made_from_it() {
    long seed = Long.getLong("revenant.seed", System.nanoTime());
    System.out.println("packets: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Known> all = new ArrayList<>(List.of(new Known(Packets.NONE, List.of())));
    for (int i = 0; i < STEPS; i++) {
      // Mostly the newest goes on, as in a server that is not killed.
      int index = random.nextInt(4) == 0 ? random.nextInt(all.size()) : all.size() - 1;
      Known from = all.get(index);
      int size = from.content().size();
      Known next =
          size > 0 && random.nextInt(size + 20) < size
              ? from.after(random.nextInt(1 + size))
              : from.with(new Outgoing(Bytes.of("packet " + i), false));
      next.check();
      from.check();
      all.add(next);
      if (all.size() > 50) all.remove(random.nextInt(40)).check();
    }
    all.forEach(Known::check);
  }

  @Test
  void those_with_the_same_in_them_are_equal() {
    Outgoing a = new Outgoing(Bytes.of("a"), false);
    Outgoing b = new Outgoing(Bytes.of("b"), true);
    Packets both = Packets.NONE.with(a).with(b);
    assertThat(both.after(1)).isEqualTo(Packets.NONE.with(b)).hasSameHashCodeAs(both.after(1));
    assertThat(both).isNotEqualTo(Packets.NONE.with(a).with(a)).isNotEqualTo(both.after(1));
    assertThat(both.after(2)).isEqualTo(Packets.NONE);
  }
}
