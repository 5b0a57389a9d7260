package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import revenant.api.tree.Bytes;
import revenant.server.engine.Change;
import revenant.server.engine.Limits;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Quota;
import revenant.server.engine.State;

/// Who takes much memory is told of, once.
final class MemoryNoticesSpec {
  private static final int GUEST = 3;
  private static final long SECOND = 1_000_000_000L;

  private final List<String> log = new ArrayList<>();
  private final MemoryNotices notices = new MemoryNotices(log::add);
  private State state =
      State.initial(Limits.STANDARD.with(Quota.SOFT_MEMORY, 100).with(Quota.MEMORY, 200))
          .with(new Change.Opened(GUEST, GUEST, false, true, "guest"));

  private void after(int seconds) {
    notices.look(state, seconds * SECOND);
  }

  private void says(int bytes) {
    Outgoing packet = new Outgoing(Bytes.of("x".repeat(bytes)), false);
    state = state.with(new Change.Said(GUEST, packet));
  }

  @Test
  void a_domain_that_is_above_its_soft_limit_is_told_of_once() {
    after(0);
    says(150);
    after(1);
    after(2);
    assertThat(log).containsExactly("domain 3 takes more than its soft limit of memory");
  }

  @Test
  void that_it_is_full_and_below_again_is_told_of_too_but_not_at_every_turn() {
    says(250);
    after(0);
    assertThat(log)
        .containsExactly("domain 3 takes more than its limit of memory: its requests wait");
    state = state.with(new Change.Published(GUEST, 250));
    after(9);
    assertThat(log).hasSize(1);
    after(10);
    assertThat(log).last().isEqualTo("domain 3 is below its limits of memory again");
  }

  @Test
  void the_control_domain_is_not_told_of() {
    state = state.with(new Change.Opened(GUEST, 0, true, true, "control"));
    says(1000);
    after(0);
    assertThat(log).isEmpty();
  }
}
