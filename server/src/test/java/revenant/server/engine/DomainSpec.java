package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.Errno;
import revenant.server.wire.RequestType;

/// Domains: how they come, what they may be given, and what goes with them.
final class DomainSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();

  private String isIntroduced(int domid) {
    return dom0.ask(RequestType.IS_DOMAIN_INTRODUCED, Integer.toString(domid));
  }

  private String features(String... domid) {
    return domid.length == 0
        ? Client.text(dom0.send(RequestType.GET_FEATURE, ""))
        : dom0.ask(RequestType.GET_FEATURE, domid);
  }

  @Test
  void a_domain_is_introduced_told_of_and_acknowledged() {
    store.host.running(1);
    dom0.watched("@introduceDomain", "t");
    assertThat(dom0.introduce(1)).isEqualTo("OK");
    assertThat(dom0.output()).containsExactly("event @introduceDomain t", "INTRODUCE OK");
    assertThat(isIntroduced(1)).isEqualTo("T");
  }

  @Test
  void a_domain_that_is_introduced_again_begins_anew_and_is_not_told_of() {
    Client guest = store.guest(1);
    guest.watched("x", "t");
    guest.stopReading();
    guest.start();
    dom0.watched("@introduceDomain", "t");
    assertThat(dom0.introduce(1)).isEqualTo("OK");
    assertThat(dom0.events()).isEmpty();
    assertThat(guest.unread()).isEmpty();
    Client again = store.client(1);
    assertThat(again.in(1).commit()).isEqualTo("ENOENT");
    assertThat(again.unwatch("x", "t")).isEqualTo("ENOENT");
    assertThat(again.start()).isEqualTo("1");
  }

  @Test
  void its_nodes_stay_when_it_is_introduced_again() {
    Client guest = store.guest(1);
    guest.write("x", "1");
    dom0.introduce(1);
    assertThat(store.client(1).read("x")).isEqualTo("1");
  }

  @Test
  void a_domain_whose_ring_cannot_be_had_leaves_nothing() {
    store.host.running(1);
    store.host.refusing(1, Errno.EINVAL);
    dom0.watched("@introduceDomain", "t");
    assertThat(dom0.introduce(1)).isEqualTo("EINVAL");
    assertThat(isIntroduced(1)).isEqualTo("F");
    assertThat(dom0.events()).isEmpty();
    store.host.yielding(1);
    assertThat(dom0.introduce(1)).isEqualTo("OK");
  }

  @Test
  void a_domain_that_does_not_exist_is_not_introduced() {
    assertThat(dom0.introduce(9)).isEqualTo("ENOENT");
    assertThat(dom0.introduce(0x7FF0)).isEqualTo("EINVAL");
  }

  @Test
  void an_introduction_needs_a_domain_a_page_and_a_port() {
    store.host.running(1);
    assertThat(dom0.ask(RequestType.INTRODUCE, "1", "1000")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.INTRODUCE, "1", "1000", "0")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.INTRODUCE, "1", "1000", "-1")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.INTRODUCE, "x", "1000", "1")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.INTRODUCE, "1", "-1000", "1", "?")).isEqualTo("OK");
  }

  @Test
  void a_release_is_acknowledged_before_it_is_told_of() {
    Client guest = store.guest(1);
    guest.write("x", "");
    dom0.watched("/", "w");
    dom0.watched("@releaseDomain", "r");
    assertThat(dom0.release(1)).isEqualTo("OK");
    assertThat(dom0.output())
        .containsExactly("RELEASE OK", "event /local/domain/1 w", "event @releaseDomain r");
    assertThat(isIntroduced(1)).isEqualTo("F");
  }

  @Test
  void a_domain_is_released_once_and_may_be_introduced_again() {
    store.guest(1);
    dom0.release(1);
    assertThat(dom0.release(1)).isEqualTo("ENOENT");
    dom0.watched("@introduceDomain", "t");
    dom0.introduce(1);
    assertThat(dom0.events()).containsExactly("@introduceDomain t");
  }

  @Test
  void the_control_domain_is_neither_released_nor_resumed() {
    assertThat(dom0.release(0)).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.RESUME, "0")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.RESUME, "9")).isEqualTo("ENOENT");
  }

  @Test
  void a_shutdown_is_told_of_once_and_again_after_the_domain_was_resumed() {
    store.guest(1);
    dom0.watched("@releaseDomain", "t");
    store.shutsDown(1);
    store.shutsDown(1);
    assertThat(dom0.events()).containsExactly("@releaseDomain t");
    assertThat(dom0.ask(RequestType.RESUME, "1")).isEqualTo("OK");
    store.shutsDown(1);
    assertThat(dom0.events()).containsExactly("@releaseDomain t");
  }

  @Test
  void a_domain_that_shut_down_keeps_what_it_has() {
    Client guest = store.guest(1);
    guest.watched("x", "t");
    store.shutsDown(1);
    dom0.write("/local/domain/1/x", "");
    assertThat(guest.events()).containsExactly("x t");
    assertThat(isIntroduced(1)).isEqualTo("T");
  }

  @Test
  void death_removes_what_the_domain_owned_wherever_it_is_and_tells_of_it_first() {
    Client guest = store.guest(1);
    guest.write("x", "");
    dom0.write("/shared", "");
    dom0.setPerms("/shared", "n0 b1");
    guest.write("/shared/mine", "");
    dom0.write("/shared/mine/yours", "");
    dom0.watched("/", "t");
    dom0.watched("@releaseDomain", "r");
    store.dies(1);
    assertThat(dom0.events())
        .containsExactly("/local/domain/1 t", "/shared/mine t", "@releaseDomain r");
    assertThat(dom0.read("/shared/mine/yours")).isEqualTo("ENOENT");
    assertThat(dom0.read("/shared")).isEmpty();
  }

  @Test
  void death_is_told_of_once_whether_the_domain_had_shut_down_or_not() {
    store.guest(1);
    store.shutsDown(1);
    dom0.watched("@releaseDomain", "t");
    store.dies(1);
    assertThat(dom0.events()).containsExactly("@releaseDomain t");
  }

  @Test
  void death_takes_the_domain_from_all_permission_lists() {
    store.guest(1);
    dom0.write("/a/b", "");
    dom0.setPerms("/a", "n0 r1 w1");
    dom0.setPerms("/", "r1");
    store.dies(1);
    assertThat(dom0.perms("/a")).isEqualTo("n0");
    assertThat(dom0.perms("/")).isEqualTo("r0");
  }

  @Test
  void the_nodes_of_a_dead_domain_can_be_kept_for_the_control_domain() {
    store.isKeepingOrphans = true;
    Client guest = store.guest(1);
    guest.write("x", "1");
    dom0.watched("/", "t");
    store.dies(1);
    assertThat(dom0.perms("/local/domain/1/x")).isEqualTo("n0");
    assertThat(dom0.read("/local/domain/1/x")).isEqualTo("1");
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void a_new_domain_with_an_old_domid_has_no_watches_and_no_transactions() {
    Client guest = store.guest(1);
    guest.watched("x", "t");
    guest.start();
    store.dies(1);
    Client reborn = store.guest(1);
    dom0.write("/local/domain/1/x", "");
    assertThat(reborn.events()).isEmpty();
    assertThat(reborn.in(1).commit()).isEqualTo("ENOENT");
  }

  @Test
  void the_control_domain_and_the_caller_itself_count_as_introduced() {
    assertThat(isIntroduced(0)).isEqualTo("T");
    assertThat(isIntroduced(0x7FF0)).isEqualTo("T");
    assertThat(isIntroduced(1)).isEqualTo("F");
    assertThat(dom0.ask(RequestType.IS_DOMAIN_INTRODUCED, "x")).isEqualTo("EINVAL");
  }

  @Test
  void a_home_has_a_path_whether_there_is_such_a_domain_or_not() {
    Client guest = store.guest(1);
    assertThat(guest.ask(RequestType.GET_DOMAIN_PATH, "7")).isEqualTo("/local/domain/7");
    assertThat(guest.ask(RequestType.GET_DOMAIN_PATH, "007")).isEqualTo("/local/domain/7");
    assertThat(guest.ask(RequestType.GET_DOMAIN_PATH, "65536")).isEqualTo("EINVAL");
    assertThat(guest.ask(RequestType.GET_DOMAIN_PATH, "x")).isEqualTo("EINVAL");
    assertThat(guest.ask(RequestType.GET_DOMAIN_PATH, "")).isEqualTo("EINVAL");
  }

  @Test
  void a_target_must_be_introduced_and_so_must_who_has_it() {
    store.guest(1);
    assertThat(dom0.ask(RequestType.SET_TARGET, "1", "2")).isEqualTo("ENOENT");
    assertThat(dom0.ask(RequestType.SET_TARGET, "2", "1")).isEqualTo("ENOENT");
    assertThat(dom0.ask(RequestType.SET_TARGET, "1")).isEqualTo("EINVAL");
    store.guest(2);
    assertThat(dom0.ask(RequestType.SET_TARGET, "1", "2")).isEqualTo("OK");
  }

  @Test
  void a_domain_that_dies_while_it_is_granted_something_is_missed() {
    dom0.write("/a", "");
    store.host.running(1);
    store.host.dyingWhenSeen(1);
    assertThat(dom0.setPerms("/a", "n0 r1")).isEqualTo("OK");
    assertThat(store.state().domains().contains(1)).isTrue();
    assertThat(dom0.setPerms("/a", "n1")).isEqualTo("ENOENT");
  }

  @Test
  void a_guest_manages_no_domains() {
    Client guest = store.guest(1);
    assertThat(guest.introduce(1)).isEqualTo("EACCES");
    assertThat(guest.release(1)).isEqualTo("EACCES");
    assertThat(guest.ask(RequestType.RESUME, "1")).isEqualTo("EACCES");
    assertThat(guest.ask(RequestType.SET_TARGET, "1", "0")).isEqualTo("EACCES");
    assertThat(guest.ask(RequestType.IS_DOMAIN_INTRODUCED, "1")).isEqualTo("EACCES");
    assertThat(guest.ask(RequestType.SET_FEATURE, "1", "0")).isEqualTo("EACCES");
  }

  @Test
  void features_are_set_before_a_domain_is_introduced() {
    store.host.running(1);
    assertThat(features("1")).isEqualTo("15");
    assertThat(dom0.ask(RequestType.SET_FEATURE, "1", "2")).isEqualTo("OK");
    assertThat(features("1")).isEqualTo("2");
    Client guest = store.guest(1);
    assertThat(dom0.ask(RequestType.SET_FEATURE, "1", "0")).isEqualTo("EBUSY");
    assertThat(Client.text(guest.send(RequestType.GET_FEATURE, ""))).isEqualTo("2");
  }

  @Test
  void the_features_of_the_control_domain_stay() {
    assertThat(features()).isEqualTo("15");
    assertThat(dom0.ask(RequestType.SET_FEATURE, "0", "0")).isEqualTo("EBUSY");
  }

  @Test
  void features_that_the_server_has_not_cannot_be_set() {
    store.host.running(1);
    assertThat(dom0.ask(RequestType.SET_FEATURE, "1", "16")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.SET_FEATURE, "9", "0")).isEqualTo("ENOENT");
    assertThat(dom0.ask(RequestType.SET_FEATURE, "1")).isEqualTo("EINVAL");
    assertThat(features("9")).isEqualTo("ENOENT");
  }

  @Test
  void a_guest_asks_for_its_own_features_only() {
    Client guest = store.guest(1);
    assertThat(guest.ask(RequestType.GET_FEATURE, "1")).isEqualTo("EACCES");
  }

  @Test
  void domains_survive_a_crash() {
    store.guest(1);
    store.guest(2);
    dom0.ask(RequestType.SET_TARGET, "1", "2");
    store.shutsDown(2);
    store.crash();
    Client tool = store.socket();
    tool.watched("@releaseDomain", "t");
    store.shutsDown(2);
    assertThat(tool.events()).isEmpty();
    assertThat(tool.ask(RequestType.IS_DOMAIN_INTRODUCED, "1")).isEqualTo("T");
    assertThat(store.client(1).read("/local/domain/2")).isEmpty();
  }

  @Test
  void an_introduction_is_to_be_followed_by_a_reset_of_the_ring() {
    store.guest(1);
    assertThat(store.state().domain(1).isResetting()).isTrue();
    store.wasReset(1);
    assertThat(store.state().domain(1).isResetting()).isFalse();
    dom0.introduce(1);
    store.crash();
    assertThat(store.state().domain(1).isResetting()).isTrue();
  }

  @Test
  void a_guest_that_asks_for_a_fresh_connection_keeps_its_nodes_alone() {
    Client guest = store.guest(1);
    guest.write("x", "1");
    guest.watched("x", "t");
    guest.start();
    dom0.watched("@releaseDomain", "t");
    store.asksForReset(1);
    assertThat(store.state().domain(1).isResetting()).isTrue();
    assertThat(dom0.events()).isEmpty();
    Client again = store.client(1);
    assertThat(again.unwatch("x", "t")).isEqualTo("ENOENT");
    assertThat(again.in(1).commit()).isEqualTo("ENOENT");
    assertThat(again.read("x")).isEqualTo("1");
  }

  @Test
  void a_connection_that_is_stopped_leaves_a_domain_whose_death_is_told_of() {
    Client guest = store.guest(1);
    guest.watched("x", "t");
    dom0.watched("@releaseDomain", "t");
    store.isStopped(1, 2);
    store.crash();
    assertThat(store.state().domain(1).error()).isEqualTo(2);
    assertThat(store.state().session(1).watches().isEmpty()).isTrue();
    Client tool = store.socket();
    tool.watched("@releaseDomain", "t");
    store.dies(1);
    assertThat(tool.events()).containsExactly("@releaseDomain t");
  }

  @Test
  void an_introduction_revives_a_connection_that_was_stopped() {
    store.guest(1);
    store.isStopped(1, 3);
    dom0.watched("@introduceDomain", "t");
    assertThat(dom0.introduce(1)).isEqualTo("OK");
    assertThat(store.state().domain(1).error()).isZero();
    assertThat(dom0.events()).isEmpty();
  }

  @Test
  void a_domain_that_was_never_introduced_dies_unsung_but_with_its_nodes() {
    store.host.running(1);
    dom0.write("/local/domain/1", "");
    dom0.setPerms("/local/domain/1", "n1");
    dom0.watched("@releaseDomain", "t");
    store.dies(1);
    assertThat(dom0.events()).isEmpty();
    assertThat(dom0.read("/local/domain/1")).isEqualTo("ENOENT");
  }

  @Test
  void a_domain_that_permissions_name_is_known_by_what_tells_it_from_the_next() {
    store.host.running(7);
    dom0.write("/shared", "");
    dom0.setPerms("/shared", "n0 b7");
    store.host.gone(7);
    store.host.running(7);
    dom0.introduce(7);
    assertThat(dom0.perms("/shared")).isEqualTo("n0");
  }

  @Test
  void an_old_domain_is_buried_by_the_first_request_that_names_the_new_one() {
    Client old = store.guest(1);
    old.write("secret", "1");
    dom0.write("/shared", "");
    dom0.setPerms("/shared", "n0 b1");
    store.host.gone(1);
    store.host.running(1);
    dom0.watched("@releaseDomain", "t");
    dom0.rm("/local/domain/1");
    dom0.mkdir("/local/domain/1");
    assertThat(dom0.setPerms("/local/domain/1", "n1")).isEqualTo("OK");
    assertThat(dom0.events()).containsExactly("@releaseDomain t");
    assertThat(isIntroduced(1)).isEqualTo("F");
    assertThat(dom0.introduce(1)).isEqualTo("OK");
    assertThat(dom0.events()).isEmpty();
    assertThat(dom0.perms("/local/domain/1")).isEqualTo("n1");
    assertThat(dom0.perms("/shared")).isEqualTo("n0");
  }

  @Test
  void so_it_is_by_an_introduction() {
    store.guest(1);
    store.host.gone(1);
    store.host.running(1);
    dom0.watched("@releaseDomain", "r");
    dom0.watched("@introduceDomain", "i");
    assertThat(dom0.introduce(1)).isEqualTo("OK");
    assertThat(dom0.events()).containsExactly("@releaseDomain r", "@introduceDomain i");
  }

  @Test
  void what_a_transaction_gave_to_a_domid_that_changed_hands_is_not_committed() {
    store.guest(1);
    dom0.write("/a", "");
    Client transaction = dom0.begin();
    transaction.setPerms("/a", "n0 r1");
    store.dies(1);
    store.host.running(1);
    assertThat(transaction.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void the_control_domain_has_a_connection_from_the_first_start_on() {
    store.controlBegins();
    Client kernel = store.client(0);
    kernel.watched("/x", "t");
    store.crash();
    store.socket().write("/x", "");
    assertThat(kernel.events()).containsExactly("/x t");
  }
}
