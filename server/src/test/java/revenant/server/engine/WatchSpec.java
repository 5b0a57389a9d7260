package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Watches: who is told what, and in which order.
final class WatchSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client tool = store.socket();
  private final Client guest = store.guest(1);

  WatchSpec() {
    dom0.write("/a/b/c", "");
    dom0.output();
  }

  @Test
  void a_watch_is_acknowledged_and_then_begins_with_an_event() {
    dom0.watch("/a", "t");
    assertThat(dom0.output()).containsExactly("WATCH OK", "event /a t");
  }

  @Test
  void the_first_event_comes_whatever_there_is_to_see() {
    guest.watch("/missing/and/hidden", "t");
    assertThat(guest.events()).containsExactly("/missing/and/hidden t");
  }

  @Test
  void a_watcher_is_told_of_its_own_write_before_the_acknowledgement() {
    dom0.watched("/a", "t");
    dom0.write("/a", "x");
    assertThat(dom0.output()).containsExactly("event /a t", "WRITE OK");
  }

  @Test
  void making_removing_and_permitting_tell_before_the_acknowledgement_too() {
    dom0.watched("/", "t");
    dom0.mkdir("/n");
    dom0.setPerms("/n", "r0");
    dom0.rm("/n");
    assertThat(dom0.output())
        .containsExactly(
            "event /n t", "MKDIR OK", "event /n t", "SET_PERMS OK", "event /n t", "RM OK");
  }

  @Test
  void everything_below_a_watch_counts_and_nothing_else_does() {
    dom0.watched("/a/b", "t");
    tool.write("/a/b/c/d", "");
    tool.write("/a/bc", "");
    tool.write("/a", "");
    assertThat(dom0.events()).containsExactly("/a/b/c/d t");
  }

  @Test
  void a_value_that_stays_the_same_is_an_event_all_the_same() {
    dom0.watched("/a", "t");
    tool.write("/a", "");
    assertThat(dom0.events()).containsExactly("/a t");
  }

  @Test
  void reading_and_making_what_is_there_are_no_events() {
    dom0.watched("/", "t");
    tool.read("/a");
    tool.directory("/a");
    tool.mkdir("/a");
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void parents_that_are_made_on_the_way_are_not_told_of() {
    dom0.watched("/", "t");
    tool.write("/x/y/z", "");
    assertThat(dom0.events()).containsExactly("/x/y/z t");
  }

  @Test
  void watches_of_a_client_are_told_in_the_order_in_which_they_were_set() {
    dom0.watched("/a/b", "1");
    dom0.watched("/", "2");
    dom0.watched("/a", "3");
    dom0.watched("/a/b", "0");
    tool.write("/a/b", "");
    assertThat(dom0.events()).containsExactly("/a/b 1", "/a/b 2", "/a/b 3", "/a/b 0");
  }

  @Test
  void removal_tells_watches_below_of_their_own_node_and_last_of_the_root() {
    dom0.watched("/a", "above");
    dom0.watched("/a/b/c", "deep");
    dom0.watched("/a/b", "middle");
    tool.rm("/a");
    assertThat(dom0.events()).containsExactly("/a/b/c deep", "/a/b middle", "/a above");
  }

  @Test
  void removal_does_not_tell_watches_below_of_what_was_not_there() {
    dom0.watched("/a/b/missing", "t");
    tool.rm("/a");
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void removing_what_is_missing_tells_nobody() {
    dom0.watched("/", "t");
    tool.rm("/missing");
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void a_relative_watch_is_told_relative_paths() {
    guest.watch("data", "t");
    guest.write("data/x", "1");
    dom0.write("/local/domain/1/data/y", "2");
    assertThat(guest.events()).containsExactly("data t", "data/x t", "data/y t");
  }

  @Test
  void an_absolute_watch_of_the_same_node_is_another_watch_only_with_another_token() {
    guest.watch("data", "t");
    assertThat(guest.watch("/local/domain/1/data", "t")).isEqualTo("EEXIST");
    assertThat(guest.watch("/local/domain/1/data", "u")).isEqualTo("OK");
    guest.output();
    guest.write("data", "");
    assertThat(guest.events()).containsExactly("data t", "/local/domain/1/data u");
  }

  @Test
  void a_depth_limits_how_far_below_counts() {
    dom0.watch("/a", "0", 0);
    dom0.watch("/a", "1", 1);
    dom0.watch("/a", "2", 2);
    dom0.output();
    tool.write("/a", "");
    tool.write("/a/b", "");
    tool.write("/a/b/c", "");
    tool.write("/a/b/c/d", "");
    assertThat(dom0.events())
        .containsExactly("/a 0", "/a 1", "/a 2", "/a/b 1", "/a/b 2", "/a/b/c 2");
  }

  @Test
  void a_depth_of_the_root_counts_from_its_children() {
    dom0.watch("/", "t", 1);
    dom0.output();
    tool.write("/a", "");
    tool.write("/a/b", "");
    assertThat(dom0.events()).containsExactly("/a t");
  }

  @Test
  void a_depth_does_not_tell_watches_apart() {
    dom0.watch("/a", "t");
    assertThat(dom0.watch("/a", "t", 1)).isEqualTo("EEXIST");
  }

  @Test
  void a_domain_that_is_not_offered_depth_may_not_give_one() {
    store.host.running(3);
    dom0.ask(RequestType.SET_FEATURE, "3", "10");
    Client old = store.guest(3);
    assertThat(old.watch("x", "t", 1)).isEqualTo("EINVAL");
    assertThat(old.watch("x", "t")).isEqualTo("OK");
  }

  @Test
  void the_same_watch_may_be_set_once() {
    dom0.watch("/a", "t");
    assertThat(dom0.watch("/a", "t")).isEqualTo("EEXIST");
    assertThat(dom0.watch("/a", "u")).isEqualTo("OK");
    assertThat(dom0.watch("/b", "t")).isEqualTo("OK");
  }

  @Test
  void what_was_taken_back_tells_no_more() {
    dom0.watched("/a", "t");
    assertThat(dom0.unwatch("/a", "t")).isEqualTo("OK");
    tool.write("/a", "");
    assertThat(dom0.events()).isEmpty();
    assertThat(dom0.unwatch("/a", "t")).isEqualTo("ENOENT");
  }

  @Test
  void two_connections_have_watches_of_their_own_whatever_the_token() {
    dom0.watched("/a", "t");
    assertThat(tool.watch("/a", "t")).isEqualTo("OK");
    tool.unwatch("/a", "t");
    tool.write("/a", "");
    assertThat(dom0.events()).containsExactly("/a t");
  }

  @Test
  void two_connections_of_one_domain_are_two_clients() {
    Client second = store.socketOf(1);
    guest.watched("x", "t");
    second.watched("x", "t");
    guest.unwatch("x", "t");
    guest.write("x", "");
    assertThat(second.events()).containsExactly("x t");
    assertThat(guest.events()).isEmpty();
  }

  @Test
  void resetting_drops_all_watches() {
    dom0.watched("/a", "t");
    dom0.watched("@releaseDomain", "t");
    assertThat(dom0.resetWatches()).isEqualTo("OK");
    tool.write("/a", "");
    store.dies(1);
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void an_event_that_waits_is_not_said_twice() {
    dom0.watched("/a", "t");
    dom0.stopReading();
    tool.write("/a", "1");
    tool.write("/a/b", "2");
    tool.write("/a", "3");
    assertThat(dom0.unread()).containsExactly("event /a t", "event /a/b t");
  }

  @Test
  void an_event_of_which_a_byte_was_given_is_said_again() {
    dom0.watched("/a", "t");
    dom0.stopReading();
    tool.write("/a", "1");
    store.give(dom0.session(), 1);
    tool.write("/a", "2");
    assertThat(dom0.unread()).containsExactly("event /a t", "event /a t");
  }

  @Test
  void special_events_are_said_as_often_as_they_happen() {
    store.guest(2);
    dom0.watched("@releaseDomain", "t");
    dom0.stopReading();
    store.dies(1);
    store.dies(2);
    assertThat(dom0.unread()).containsExactly("event @releaseDomain t", "event @releaseDomain t");
  }

  @Test
  void an_event_that_does_not_fit_a_packet_is_left_out() {
    String token = "t".repeat(4000);
    assertThat(dom0.watch("/", token)).isEqualTo("OK");
    dom0.output();
    tool.write("/" + "n".repeat(93), "");
    tool.write("/" + "n".repeat(94), "");
    assertThat(dom0.events()).hasSize(1);
  }

  @Test
  void a_guest_is_told_of_what_it_may_read() {
    guest.watched("/a", "t");
    dom0.write("/a/secret", "");
    dom0.setPerms("/a/b", "n0 r1");
    dom0.write("/a/b", "");
    assertThat(guest.events()).containsExactly("/a/b t", "/a/b t");
  }

  @Test
  void a_guest_is_told_of_a_child_of_what_it_may_read() {
    dom0.setPerms("/a", "r0");
    guest.watched("/a", "t");
    dom0.write("/a/b", "");
    dom0.write("/a/b/c", "");
    assertThat(guest.events()).containsExactly("/a/b t");
  }

  @Test
  void a_guest_is_told_that_it_may_read_a_node_no_more() {
    dom0.setPerms("/a/b", "r0");
    guest.watched("/a/b", "t");
    dom0.setPerms("/a/b", "n0");
    dom0.write("/a/b", "secret");
    assertThat(guest.events()).containsExactly("/a/b t");
  }

  @Test
  void a_guest_is_told_that_what_it_could_read_is_gone() {
    dom0.setPerms("/a/b", "r0");
    guest.watched("/a/b", "t");
    dom0.rm("/a");
    assertThat(guest.events()).containsExactly("/a/b t");
  }

  @Test
  void a_guest_that_has_no_memory_left_is_not_told() {
    dom0.ask(RequestType.SET_QUOTA, "1", "memory", "200");
    guest.watched("x", "t");
    guest.stopReading();
    for (int i = 0; i < 50; i++) guest.write("x", Integer.toString(i));
    for (int i = 0; i < 50; i++) dom0.write("/local/domain/1/x/" + i, "");
    assertThat(guest.unread().stream().filter(packet -> packet.startsWith("event"))).hasSize(1);
  }

  @Test
  void the_control_domain_is_told_whatever_its_memory() {
    dom0.control("quota", "set", "memory", "1");
    dom0.watched("/a", "t");
    dom0.stopReading();
    for (int i = 0; i < 50; i++) tool.write("/a/" + i, "");
    assertThat(dom0.unread()).hasSize(50);
  }

  @Test
  void any_special_name_can_be_watched() {
    assertThat(guest.watch("@whatever", "t")).isEqualTo("OK");
    assertThat(guest.events()).containsExactly("@whatever t");
  }

  @Test
  void everybody_is_told_of_releases_and_the_control_domain_of_introductions() {
    dom0.watched("@introduceDomain", "i");
    dom0.watched("@releaseDomain", "r");
    guest.watched("@introduceDomain", "i");
    guest.watched("@releaseDomain", "r");
    store.guest(2);
    store.dies(2);
    assertThat(dom0.events()).containsExactly("@introduceDomain i", "@releaseDomain r");
    assertThat(guest.events()).containsExactly("@releaseDomain r");
  }

  @Test
  void a_depth_of_1_tells_which_domain_it_was() {
    dom0.watch("@releaseDomain", "which", 1);
    dom0.watch("@releaseDomain", "none", 0);
    dom0.watched("@releaseDomain", "that");
    dom0.output();
    store.dies(1);
    assertThat(dom0.events()).containsExactly("@releaseDomain that", "@releaseDomain/1 which");
  }

  @Test
  void a_single_domain_can_be_watched() {
    store.guest(2);
    dom0.watched("@releaseDomain/2", "t");
    store.dies(1);
    assertThat(dom0.events()).isEmpty();
    store.dies(2);
    assertThat(dom0.events()).containsExactly("@releaseDomain/2 t");
  }

  @Test
  void new_permissions_of_a_special_event_tell_who_watches_it() {
    dom0.watched("@releaseDomain", "t");
    dom0.setPerms("@releaseDomain", "n0");
    assertThat(dom0.output()).containsExactly("event @releaseDomain t", "SET_PERMS OK");
  }

  @Test
  void watches_of_a_connection_that_ended_tell_nobody() {
    tool.watched("/a", "t");
    guest.watched("/a", "t");
    store.dies(1);
    assertThat(dom0.write("/a", "")).isEqualTo("OK");
  }

  @Test
  void watches_of_rings_survive_a_crash_and_those_of_sockets_do_not() {
    guest.watched("x", "t");
    dom0.watched("/", "t");
    store.crash();
    store.socket().write("/local/domain/1/x", "");
    assertThat(guest.events()).containsExactly("x t");
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void an_event_that_waits_survives_a_crash() {
    guest.watched("x", "t");
    guest.stopReading();
    dom0.write("/local/domain/1/x", "");
    store.crash();
    assertThat(guest.unread()).containsExactly("event x t");
  }
}
