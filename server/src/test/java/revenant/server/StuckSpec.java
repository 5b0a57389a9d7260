package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.server.engine.Change;
import revenant.server.engine.Limits;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// Who keeps guests waiting and does nothing is disconnected.
final class StuckSpec {
  private static final long SOCKET = 1 << 20;
  private static final int LARGE = 2 << 20;

  private final Stuck stuck = new Stuck();
  private State state = State.initial(Limits.STANDARD);

  private void connected(long id, boolean isDurable) {
    state = state.with(new Change.Opened(id, 0, true, isDurable, "client " + id));
  }

  private void told(long id, int bytes) {
    Outgoing event = new Outgoing(Bytes.wrap(new byte[bytes]), true);
    state = state.with(new Change.Said(id, event));
  }

  private List<Long> after(int seconds) {
    return stuck.due(state, seconds * 1_000_000_000L).stream().map(Session::id).toList();
  }

  @Test
  void who_took_nothing_for_long_is_stuck() {
    connected(SOCKET, false);
    told(SOCKET, LARGE);
    assertThat(after(1)).isEmpty();
    assertThat(after(10)).isEmpty();
    assertThat(after(11)).containsExactly(SOCKET);
  }

  @Test
  void who_takes_a_little_now_and_then_is_not() {
    connected(SOCKET, false);
    told(SOCKET, LARGE);
    for (int i = 1; i < 10; i++) {
      assertThat(after(9 * i)).isEmpty();
      state = state.with(new Change.Published(SOCKET, i));
    }
  }

  @Test
  void nobody_waits_for_who_has_little_to_take() {
    connected(SOCKET, false);
    told(SOCKET, 1000);
    after(1);
    assertThat(after(100)).isEmpty();
  }

  @Test
  void a_ring_is_not_ours_to_end() {
    connected(0, true);
    told(0, LARGE);
    after(1);
    assertThat(after(100)).isEmpty();
  }
}
