package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// A transaction that was open on a ring when the server died (G5): its client goes on as if
/// nothing had happened, until END says EAGAIN.
final class DoomedTransactionSpec {
  private final Store store = Store.fresh();
  private final Client ring = store.ring();
  private final Client guest = store.guest(1);

  @Test
  void its_client_can_go_on_and_is_told_to_try_again() {
    Client inside = guest.begin();
    assertThat(inside.mkdir("device")).isEqualTo("OK");
    store.crash();
    assertThat(inside.setPerms("device", "n1 r1")).isEqualTo("OK");
    assertThat(inside.write("device/state", "1")).isEqualTo("OK");
    assertThat(inside.read("device/state")).isEqualTo("1");
    assertThat(inside.perms("device")).isEqualTo("n1 r1");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
    assertThat(inside.commit()).isEqualTo("ENOENT");
    assertThat(guest.read("device")).isEqualTo("ENOENT");
  }

  @Test
  void a_linux_front_end_needs_nothing_but_that_eagain() {
    Client first = guest.begin();
    first.write("device/ring-ref", "8");
    store.crash();
    first.write("device/event-channel", "9");
    assertThat(first.commit()).isEqualTo("EAGAIN");
    Client second = guest.begin();
    second.write("device/ring-ref", "8");
    second.write("device/event-channel", "9");
    assertThat(second.commit()).isEqualTo("OK");
    assertThat(guest.directory("device")).isEqualTo("event-channel ring-ref");
  }

  @Test
  void it_can_be_dropped() {
    Client inside = guest.begin();
    store.crash();
    inside.write("x", "");
    assertThat(inside.abort()).isEqualTo("OK");
    assertThat(inside.abort()).isEqualTo("ENOENT");
  }

  @Test
  void nobody_else_sees_what_it_writes() {
    Client inside = ring.begin();
    store.crash();
    Client tool = store.socket();
    tool.watched("/", "t");
    inside.write("/x", "mine");
    assertThat(tool.read("/x")).isEqualTo("ENOENT");
    assertThat(ring.read("/x")).isEqualTo("ENOENT");
    inside.commit();
    assertThat(tool.events()).isEmpty();
  }

  @Test
  void it_sees_what_others_write_now() {
    Client inside = ring.begin();
    store.crash();
    store.socket().write("/x", "theirs");
    assertThat(inside.read("/x")).isEqualTo("theirs");
    assertThat(inside.read("/missing")).isEqualTo("ENOENT");
  }

  @Test
  void its_own_writes_lie_over_those_of_others() {
    Client inside = ring.begin();
    store.crash();
    inside.write("/x", "mine");
    inside.rm("/tool");
    store.socket().write("/x", "theirs");
    assertThat(inside.read("/x")).isEqualTo("mine");
    assertThat(inside.read("/tool")).isEqualTo("ENOENT");
    assertThat(store.socket().read("/x")).isEqualTo("theirs");
  }

  @Test
  void what_it_builds_on_may_have_been_lost() {
    Client inside = ring.begin();
    inside.mkdir("/x/y");
    inside.write("/x/y/z", "1");
    store.crash();
    assertThat(inside.rm("/x/y/z")).isEqualTo("OK");
    assertThat(inside.setPerms("/x/y", "r0")).isEqualTo("OK");
    assertThat(inside.mkdir("/x/y")).isEqualTo("OK");
    assertThat(inside.write("/x/y/w", "2")).isEqualTo("OK");
    assertThat(inside.directory("/x/y")).isEqualTo("w");
  }

  @Test
  void a_guest_is_not_refused_for_permissions_that_were_lost() {
    Client tool = store.socket();
    tool.write("/backend", "");
    Client inside = guest.begin();
    store.crash();
    assertThat(inside.write("/backend/x", "")).isEqualTo("OK");
    assertThat(store.socket().directory("/backend")).isEmpty();
  }

  @Test
  void what_is_malformed_is_refused_as_ever() {
    Client inside = ring.begin();
    store.crash();
    assertThat(inside.write("//", "")).isEqualTo("EINVAL");
    assertThat(inside.rm("/")).isEqualTo("EINVAL");
    assertThat(inside.start()).isEqualTo("EBUSY");
  }

  @Test
  void it_goes_on_after_a_second_crash() {
    Client inside = ring.begin();
    store.crash();
    inside.write("/x/y", "lost again");
    store.crash();
    assertThat(inside.read("/x/y")).isEqualTo("ENOENT");
    assertThat(inside.write("/x/y/z", "")).isEqualTo("OK");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void new_ids_count_on_and_leave_it_out() {
    ring.start();
    ring.in(Integer.parseInt(ring.start())).commit();
    store.crash();
    assertThat(ring.start()).isEqualTo("3");
    assertThat(ring.in(1).commit()).isEqualTo("EAGAIN");
    assertThat(ring.in(2).commit()).isEqualTo("ENOENT");
  }

  @Test
  void it_counts_as_an_open_one() {
    for (int i = 0; i < 10; i++) assertThat(guest.start()).isNotEqualTo("ENOSPC");
    store.crash();
    assertThat(guest.start()).isEqualTo("ENOSPC");
    guest.in(1).commit();
    assertThat(guest.start()).isEqualTo("11");
  }

  @Test
  void resetting_forgets_it() {
    Client inside = guest.begin();
    store.crash();
    guest.resetWatches();
    assertThat(inside.commit()).isEqualTo("ENOENT");
  }

  @Test
  void being_introduced_again_forgets_it() {
    Client inside = guest.begin();
    store.crash();
    store.socket().introduce(1);
    assertThat(inside.commit()).isEqualTo("ENOENT");
  }

  @Test
  void one_that_began_after_the_crash_is_as_ever() {
    store.crash();
    Client inside = guest.begin();
    inside.write("x", "1");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(guest.read("x")).isEqualTo("1");
  }

  @Test
  void watches_may_still_be_set_with_its_id() {
    Client inside = guest.begin();
    store.crash();
    assertThat(inside.watch("x", "t")).isEqualTo("OK");
    assertThat(inside.ask(RequestType.GET_DOMAIN_PATH, "1")).isEqualTo("/local/domain/1");
  }
}
