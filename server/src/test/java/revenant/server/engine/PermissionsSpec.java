package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Permission lists: the first entry names the owner and what all others may do, the rest what
/// single domains may do.
final class PermissionsSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client guest = store.guest(1);
  private final Client other = store.guest(2);

  PermissionsSpec() {
    dom0.write("/a", "x");
  }

  @Test
  void the_list_is_given_back_in_the_order_in_which_it_was_set() {
    assertThat(dom0.setPerms("/a", "b0 r2 w1 n2")).isEqualTo("OK");
    assertThat(dom0.perms("/a")).isEqualTo("b0 r2 w1 n2");
  }

  @Test
  void the_first_entry_says_what_all_others_may_do() {
    dom0.setPerms("/a", "r0");
    assertThat(guest.read("/a")).isEqualTo("x");
    assertThat(guest.write("/a", "y")).isEqualTo("EACCES");
  }

  @Test
  void an_owner_may_do_everything_whatever_the_list_says() {
    dom0.setPerms("/a", "n1 n1");
    assertThat(guest.write("/a", "y")).isEqualTo("OK");
    assertThat(guest.setPerms("/a", "r1")).isEqualTo("OK");
  }

  @Test
  void the_first_entry_that_names_a_domain_counts() {
    dom0.setPerms("/a", "n0 r1 b1");
    assertThat(guest.read("/a")).isEqualTo("x");
    assertThat(guest.write("/a", "y")).isEqualTo("EACCES");
  }

  @Test
  void an_entry_for_a_domain_replaces_what_all_others_may_do() {
    dom0.setPerms("/a", "b0 n1");
    assertThat(guest.read("/a")).isEqualTo("EACCES");
    assertThat(other.read("/a")).isEqualTo("x");
  }

  @Test
  void whoever_may_write_need_not_be_able_to_read() {
    dom0.setPerms("/a", "n0 w1");
    assertThat(guest.write("/a", "y")).isEqualTo("OK");
    assertThat(guest.read("/a")).isEqualTo("EACCES");
  }

  @Test
  void the_entry_of_all_domains_counts_where_it_stands() {
    dom0.setPerms("/a", "n0 n1 r32757");
    assertThat(guest.read("/a")).isEqualTo("EACCES");
    assertThat(other.read("/a")).isEqualTo("x");
    assertThat(dom0.perms("/a")).isEqualTo("n0 n1 r32757");
  }

  @Test
  void a_domain_that_is_not_offered_the_entry_of_all_domains_sets_none() {
    store.host.running(3);
    dom0.ask(RequestType.SET_FEATURE, "3", "6");
    Client old = store.guest(3);
    assertThat(old.setPerms("/local/domain/3", "n3 r32757")).isEqualTo("OK");
    assertThat(old.perms("/local/domain/3")).isEqualTo("n3");
  }

  @Test
  void a_new_node_takes_its_list_from_above() {
    dom0.setPerms("/a", "r0 b1");
    dom0.write("/a/b/c", "");
    assertThat(dom0.perms("/a/b/c")).isEqualTo("r0 b1");
  }

  @Test
  void what_a_guest_makes_it_owns() {
    dom0.setPerms("/a", "r0 b1");
    guest.write("/a/b/c", "");
    assertThat(dom0.perms("/a/b")).isEqualTo("r1 b1");
    assertThat(dom0.perms("/a/b/c")).isEqualTo("r1 b1");
  }

  @Test
  void only_the_owner_and_the_control_domain_set_permissions() {
    dom0.setPerms("/a", "b0 b1");
    assertThat(guest.setPerms("/a", "b1")).isEqualTo("EACCES");
    assertThat(dom0.setPerms("/a", "n1")).isEqualTo("OK");
    assertThat(guest.setPerms("/a", "r1")).isEqualTo("OK");
  }

  @Test
  void a_guest_may_not_give_its_node_away() {
    dom0.setPerms("/a", "n1");
    assertThat(guest.setPerms("/a", "n2 b1")).isEqualTo("EPERM");
    assertThat(guest.setPerms("/a", "n0")).isEqualTo("EPERM");
    assertThat(dom0.perms("/a")).isEqualTo("n1");
  }

  @Test
  void a_node_that_is_missing_has_no_permissions() {
    assertThat(dom0.perms("/missing")).isEqualTo("ENOENT");
    assertThat(dom0.setPerms("/missing", "n0")).isEqualTo("ENOENT");
  }

  @Test
  void whoever_may_not_read_a_node_is_not_told_its_permissions() {
    assertThat(guest.perms("/a")).isEqualTo("EACCES");
  }

  @Test
  void the_root_has_permissions_like_any_node() {
    assertThat(dom0.perms("/")).isEqualTo("n0");
    assertThat(dom0.setPerms("/", "r0")).isEqualTo("OK");
    assertThat(guest.read("/missing")).isEqualTo("ENOENT");
  }

  @Test
  void a_domain_that_does_not_exist_owns_nothing() {
    assertThat(dom0.setPerms("/a", "n9")).isEqualTo("ENOENT");
    assertThat(dom0.setPerms("/a", "n32752")).isEqualTo("ENOENT");
    assertThat(dom0.setPerms("/a", "n65535")).isEqualTo("ENOENT");
  }

  @Test
  void entries_of_domains_that_do_not_exist_are_dropped() {
    assertThat(dom0.setPerms("/a", "n0 r9 r1 b32752")).isEqualTo("OK");
    assertThat(dom0.perms("/a")).isEqualTo("n0 r1");
  }

  @Test
  void a_new_domain_has_nothing_of_the_dead_one_with_its_domid() {
    dom0.setPerms("/a", "n0 b1");
    store.dies(1);
    Client reborn = store.guest(1);
    assertThat(dom0.perms("/a")).isEqualTo("n0");
    assertThat(reborn.read("/a")).isEqualTo("EACCES");
  }

  @Test
  void everybody_may_be_told_of_releases_and_the_control_domain_of_introductions() {
    assertThat(dom0.perms("@releaseDomain")).isEqualTo("n0 r32757");
    assertThat(dom0.perms("@introduceDomain")).isEqualTo("n0");
    assertThat(guest.perms("@releaseDomain")).isEqualTo("n0 r32757");
    assertThat(guest.perms("@introduceDomain")).isEqualTo("EACCES");
  }

  @Test
  void the_permissions_of_special_events_can_be_set() {
    assertThat(dom0.setPerms("@introduceDomain", "n0 r1")).isEqualTo("OK");
    assertThat(guest.perms("@introduceDomain")).isEqualTo("n0 r1");
    assertThat(guest.setPerms("@introduceDomain", "n1")).isEqualTo("EACCES");
  }

  @Test
  void there_are_no_other_special_events() {
    assertThat(dom0.perms("@other")).isEqualTo("ENOENT");
    assertThat(dom0.setPerms("@other", "n0")).isEqualTo("ENOENT");
    assertThat(guest.perms("@other")).isEqualTo("EACCES");
  }

  @Test
  void death_takes_a_domain_from_the_special_events_too() {
    dom0.setPerms("@introduceDomain", "n1 r2");
    store.dies(1);
    store.dies(2);
    assertThat(dom0.perms("@introduceDomain")).isEqualTo("n0");
  }

  @Test
  void a_domain_has_the_rights_of_its_target_too() {
    dom0.setPerms("/a", "n2");
    dom0.write("/b", "y");
    dom0.setPerms("/b", "n0 r2");
    dom0.ask(RequestType.SET_TARGET, "1", "2");
    assertThat(guest.write("/a", "by the device model")).isEqualTo("OK");
    assertThat(guest.read("/b")).isEqualTo("y");
    assertThat(guest.setPerms("/a", "r2")).isEqualTo("OK");
  }

  @Test
  void the_rights_of_a_target_end_with_it() {
    dom0.ask(RequestType.SET_TARGET, "1", "2");
    store.dies(2);
    store.guest(2);
    assertThat(guest.read("/local/domain/2")).isEqualTo("EACCES");
  }

  @Test
  void a_target_of_a_target_is_nobody() {
    store.guest(3);
    dom0.ask(RequestType.SET_TARGET, "1", "2");
    dom0.ask(RequestType.SET_TARGET, "2", "3");
    assertThat(guest.read("/local/domain/3")).isEqualTo("EACCES");
    assertThat(guest.read("/local/domain/2")).isEmpty();
  }

  @Test
  void the_target_0_gives_its_nodes_and_no_privilege() {
    dom0.ask(RequestType.SET_TARGET, "1", "0");
    assertThat(guest.read("/a")).isEqualTo("x");
    assertThat(guest.read("/local/domain/2")).isEqualTo("EACCES");
    assertThat(guest.introduce(2)).isEqualTo("EACCES");
  }
}
