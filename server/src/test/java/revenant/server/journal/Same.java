package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Compares states by all that has to outlive the process.
final class Same {
  private Same() {}

  static void assertSame(State actual, State expected, String when) {
    assertThat(actual.tree()).as("tree %s", when).isEqualTo(expected.tree());
    assertThat(actual.specials()).as("specials %s", when).isEqualTo(expected.specials());
    assertThat(actual.domains()).as("domains %s", when).isEqualTo(expected.domains());
    assertThat(actual.limits()).as("limits %s", when).isEqualTo(expected.limits());
    assertThat(actual.logging()).as("logging %s", when).isEqualTo(expected.logging());
    assertThat(actual.usage()).as("usage %s", when).isEqualTo(expected.usage());
    assertThat(actual.watches()).as("watches %s", when).isEqualTo(expected.watches());
    assertThat(actual.nextWatch()).as("next watch %s", when).isEqualTo(expected.nextWatch());
    assertThat(sessions(actual)).as("sessions %s", when).isEqualTo(sessions(expected));
  }

  private static List<Object> sessions(State state) {
    List<Object> all = new ArrayList<>();
    for (PersistentMap.Entry<Long, Session> entry : state.sessions()) {
      Session session = entry.value();
      all.add(List.of(session.id(), session.domid(), session.isPrivileged(), session.isDurable()));
      all.add(List.of(session.name(), session.watches(), session.consumed(), session.partial()));
      all.add(List.of(session.nextTransaction(), session.outbox()));
      for (PersistentMap.Entry<Integer, ?> open : session.transactions()) all.add(open.key());
    }
    return all;
  }
}
