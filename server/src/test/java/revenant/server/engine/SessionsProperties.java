package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;

/// The connections are a table of values, whichever of them changed last.
class SessionsProperties {
  private static final int STEPS = 20_000;
  private static final int IDS = 40;

  /// A table, and what is to be in it.
  private record Known(Sessions sessions, TreeMap<Long, Session> content) {
    void check(long id) {
      assertThat(sessions.get(id)).isSameAs(content.get(id));
      assertThat(sessions.contains(id)).isEqualTo(content.containsKey(id));
      assertThat(sessions.size()).isEqualTo(content.size());
      assertThat(sessions)
          .extracting(PersistentMap.Entry::value)
          .containsExactlyElementsOf(content.values());
    }

    Known with(Session session) {
      TreeMap<Long, Session> more = new TreeMap<>(content);
      more.put(session.id(), session);
      return new Known(sessions.with(session), more);
    }

    Known without(long id) {
      TreeMap<Long, Session> fewer = new TreeMap<>(content);
      fewer.remove(id);
      return new Known(sessions.without(id), fewer);
    }
  }

  @Test
  void each_has_what_was_put_last_and_none_changes_when_others_are_made_from_it() {
    long seed = Long.getLong("revenant.seed", System.nanoTime());
    System.out.println("sessions: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Known> all = new ArrayList<>(List.of(new Known(Sessions.NONE, new TreeMap<>())));
    long id = 0;
    for (int i = 0; i < STEPS; i++) {
      int index = random.nextInt(4) == 0 ? random.nextInt(all.size()) : all.size() - 1;
      Known from = all.get(index);
      // Often the same as before, as where a client has several requests in flight.
      if (random.nextBoolean()) id = random.nextInt(IDS);
      Known next = random.nextInt(5) == 0 ? from.without(id) : from.with(session(id, i));
      next.check(random.nextBoolean() ? id : random.nextInt(IDS));
      from.check(id);
      all.add(next);
      if (all.size() > 50) all.remove(random.nextInt(40)).check(id);
    }
  }

  @Test
  void those_with_the_same_in_them_are_equal() {
    Sessions oneLast = Sessions.NONE.with(session(2, 0)).with(session(1, 0));
    Sessions twoLast = Sessions.NONE.with(session(1, 0)).with(session(2, 0));
    assertThat(oneLast).isEqualTo(twoLast).hasSameHashCodeAs(twoLast);
    assertThat(oneLast).isNotEqualTo(oneLast.with(session(1, 5))).isNotEqualTo(oneLast.without(2));
    assertThat(oneLast.without(1).without(2)).isEqualTo(Sessions.NONE);
  }

  private static Session session(long id, int consumed) {
    return Session.begin(id, 0, true, false, "socket " + id).withInput(consumed, Bytes.EMPTY);
  }
}
