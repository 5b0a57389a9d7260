package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Limits: exactly so many are allowed, and the control domain has none.
final class QuotaSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client guest = store.guest(1);

  private void limit(String quota, int value) {
    assertThat(dom0.ask(RequestType.SET_QUOTA, quota, Integer.toString(value))).isEqualTo("OK");
  }

  @Test
  void a_guest_owns_so_many_nodes_and_no_more() {
    limit("nodes", 4);
    assertThat(guest.mkdir("a/b/c")).isEqualTo("OK");
    assertThat(guest.mkdir("d")).isEqualTo("ENOSPC");
    guest.rm("a/b/c");
    assertThat(guest.mkdir("d")).isEqualTo("OK");
  }

  @Test
  void a_path_is_made_as_a_whole_or_not_at_all() {
    limit("nodes", 3);
    assertThat(guest.mkdir("a/b/c")).isEqualTo("ENOSPC");
    assertThat(guest.directory("/local/domain/1")).isEmpty();
  }

  @Test
  void nodes_count_for_their_owner_whoever_made_them() {
    limit("nodes", 2);
    dom0.write("/gift", "");
    dom0.setPerms("/gift", "n1");
    assertThat(guest.mkdir("a")).isEqualTo("ENOSPC");
    dom0.setPerms("/gift", "n0");
    assertThat(guest.mkdir("a")).isEqualTo("OK");
  }

  @Test
  void a_guest_sets_so_many_watches_and_no_more() {
    limit("watches", 3);
    for (int i = 0; i < 3; i++) assertThat(guest.watch("x", "t" + i)).isEqualTo("OK");
    assertThat(guest.watch("x", "t3")).isEqualTo("ENOSPC");
    guest.unwatch("x", "t0");
    assertThat(guest.watch("x", "t3")).isEqualTo("OK");
  }

  @Test
  void a_guest_has_so_many_transactions_open_and_no_more() {
    limit("transactions", 3);
    for (int i = 1; i <= 3; i++) assertThat(guest.start()).isEqualTo("" + i);
    assertThat(guest.start()).isEqualTo("ENOSPC");
    guest.in(2).abort();
    assertThat(guest.start()).isEqualTo("4");
  }

  @Test
  void a_transaction_touches_so_many_nodes_and_no_more() {
    for (int i = 0; i < 4; i++) guest.write("x" + i, "");
    limit("transaction-nodes", 3);
    Client inside = guest.begin();
    for (int i = 0; i < 3; i++) assertThat(inside.read("x" + i)).isEmpty();
    assertThat(inside.read("x0")).isEmpty();
    assertThat(inside.read("x3")).isEqualTo("ENOSPC");
    assertThat(inside.commit()).isEqualTo("ENOMEM");
  }

  @Test
  void a_permission_list_has_so_many_entries_and_no_more() {
    limit("node-permissions", 3);
    guest.mkdir("x");
    assertThat(guest.setPerms("x", "n1 r0 r1")).isEqualTo("OK");
    assertThat(guest.setPerms("x", "n1 r0 r1 r0")).isEqualTo("ENOSPC");
  }

  @Test
  void a_path_has_so_many_characters_not_counting_the_home_of_a_domain() {
    limit("path-max", 10);
    assertThat(guest.mkdir("x".repeat(10))).isEqualTo("OK");
    assertThat(guest.mkdir("x".repeat(11))).isEqualTo("EINVAL");
    assertThat(guest.read("/local/domain/2/" + "x".repeat(10))).isEqualTo("EACCES");
    assertThat(guest.read("/" + "x".repeat(10))).isEqualTo("EINVAL");
    assertThat(guest.watch("x".repeat(11), "t")).isEqualTo("EINVAL");
  }

  @Test
  void only_digits_make_a_home() {
    limit("path-max", 20);
    assertThat(guest.read("/local/domain/00001/" + "x".repeat(20))).isEqualTo("EACCES");
    assertThat(guest.read("/local/domain/000001/x")).isEqualTo("EINVAL");
    assertThat(guest.read("/local/domain/x/" + "x".repeat(5))).isEqualTo("EINVAL");
  }

  @Test
  void a_node_takes_so_many_bytes_with_a_header_its_permissions_and_its_children() {
    limit("node-size", 100);
    assertThat(guest.write("x", "v".repeat(100 - 16 - 8))).isEqualTo("OK");
    assertThat(guest.write("x", "v".repeat(100 - 16 - 8 + 1))).isEqualTo("ENOSPC");
    assertThat(guest.write("y", "v".repeat(100 - 16 - 8 + 1))).isEqualTo("ENOSPC");
    assertThat(guest.setPerms("x", "n1 r0")).isEqualTo("ENOSPC");
    assertThat(guest.mkdir("x/child")).isEqualTo("ENOSPC");
  }

  @Test
  void the_names_of_children_count_for_their_parent() {
    guest.mkdir("d");
    limit("node-size", 16 + 8 + 20);
    assertThat(guest.mkdir("d/" + "n".repeat(9))).isEqualTo("OK");
    assertThat(guest.mkdir("d/" + "m".repeat(10))).isEqualTo("ENOSPC");
    assertThat(guest.mkdir("d/" + "m".repeat(9))).isEqualTo("OK");
  }

  @Test
  void a_guest_takes_so_much_memory_and_no_more() {
    limit("memory", 1000);
    assertThat(guest.write("x", "v".repeat(900))).isEqualTo("OK");
    assertThat(guest.write("y", "v".repeat(50))).isEqualTo("ENOSPC");
    assertThat(guest.write("x", "v".repeat(990))).isEqualTo("ENOSPC");
    assertThat(guest.watch("x", "t".repeat(100))).isEqualTo("ENOSPC");
    assertThat(guest.rm("x")).isEqualTo("OK");
    assertThat(guest.write("y", "v".repeat(50))).isEqualTo("OK");
  }

  @Test
  void what_watches_take_is_free_again_when_they_are_gone() {
    limit("memory", 1000);
    for (int i = 0; i < 2; i++) {
      assertThat(guest.watch("x", "t".repeat(900))).isEqualTo("OK");
      assertThat(guest.write("y", "v".repeat(100))).isEqualTo("ENOSPC");
      if (i == 0) guest.unwatch("x", "t".repeat(900));
      else guest.resetWatches();
      assertThat(guest.write("y", "v".repeat(100))).isEqualTo("OK");
      guest.rm("y");
    }
  }

  @Test
  void a_guest_may_not_fill_the_memory_of_another_but_the_control_domain_may() {
    Client other = store.guest(2);
    guest.write("x", "");
    guest.setPerms("x", "n1 b2");
    dom0.ask(RequestType.SET_QUOTA, "1", "memory", "500");
    assertThat(other.write("/local/domain/1/x", "v".repeat(600))).isEqualTo("ENOSPC");
    assertThat(other.write("/local/domain/1/x", "v".repeat(100))).isEqualTo("OK");
    assertThat(dom0.write("/local/domain/1/x", "v".repeat(600))).isEqualTo("OK");
    assertThat(store.isServed(guest)).isFalse();
    assertThat(other.write("/local/domain/1/x", "v".repeat(100))).isEqualTo("OK");
    assertThat(store.isServed(guest)).isTrue();
  }

  @Test
  void so_many_answers_wait_and_then_requests_do() {
    limit("outstanding", 3);
    guest.stopReading();
    guest.read("x");
    guest.read("x");
    assertThat(store.isServed(guest)).isTrue();
    guest.read("x");
    assertThat(store.isServed(guest)).isFalse();
    store.give(guest.session(), 1);
    assertThat(store.isServed(guest)).isFalse();
    store.give(guest.session());
    assertThat(store.isServed(guest)).isTrue();
  }

  @Test
  void requests_wait_while_output_takes_all_memory() {
    guest.write("x", "v".repeat(1000));
    limit("memory", 4000);
    guest.stopReading();
    for (int i = 0; i < 3; i++) guest.read("x");
    assertThat(store.isServed(guest)).isFalse();
    store.give(guest.session());
    assertThat(store.isServed(guest)).isTrue();
  }

  @Test
  void the_control_domain_has_no_limits() {
    for (Quota quota : Quota.values()) limit(quota.label(), 1);
    assertThat(dom0.write("/a/b/c/d/e", "v".repeat(3000))).isEqualTo("OK");
    assertThat(dom0.setPerms("/a", "n0 r1 r1 r1 r1 r1 r1")).isEqualTo("OK");
    for (int i = 0; i < 20; i++) assertThat(dom0.watch("/a", "t" + i)).isEqualTo("OK");
    for (int i = 1; i <= 20; i++) assertThat(dom0.start()).isEqualTo("" + i);
    assertThat(store.isServed(dom0)).isTrue();
  }

  @Test
  void the_standard_limits_are_those_of_xen() {
    assertThat(dom0.ask(RequestType.GET_QUOTA, "nodes")).isEqualTo("1000");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "watches")).isEqualTo("128");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "transactions")).isEqualTo("10");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "outstanding")).isEqualTo("20");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "transaction-nodes")).isEqualTo("1024");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "node-permissions")).isEqualTo("5");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "path-max")).isEqualTo("2048");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "node-size")).isEqualTo("2048");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "memory")).isEqualTo("2621440");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "soft-memory")).isEqualTo("2097152");
  }

  @Test
  void the_names_of_all_limits_are_given_on_request() {
    assertThat(dom0.send(RequestType.GET_QUOTA, "").payload().text())
        .isEqualTo(
            "nodes watches outstanding memory transactions transaction-nodes node-permissions"
                + " path-max node-size soft-memory\0");
  }

  @Test
  void a_domain_can_have_a_limit_of_its_own() {
    store.guest(2);
    assertThat(dom0.ask(RequestType.SET_QUOTA, "1", "watches", "1")).isEqualTo("OK");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "1", "watches")).isEqualTo("1");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "2", "watches")).isEqualTo("128");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "watches")).isEqualTo("128");
    guest.watch("x", "t");
    assertThat(guest.watch("x", "u")).isEqualTo("ENOSPC");
  }

  @Test
  void a_limit_that_was_not_set_for_a_domain_is_the_global_one() {
    dom0.ask(RequestType.SET_QUOTA, "1", "watches", "1");
    limit("nodes", 7);
    limit("watches", 9);
    assertThat(dom0.ask(RequestType.GET_QUOTA, "1", "nodes")).isEqualTo("7");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "1", "watches")).isEqualTo("1");
  }

  @Test
  void a_limit_of_0_is_none() {
    limit("watches", 1);
    dom0.ask(RequestType.SET_QUOTA, "1", "watches", "0");
    for (int i = 0; i < 5; i++) assertThat(guest.watch("x", "t" + i)).isEqualTo("OK");
  }

  @Test
  void the_limits_of_a_domain_die_with_it() {
    dom0.ask(RequestType.SET_QUOTA, "1", "watches", "1");
    store.dies(1);
    store.guest(1);
    assertThat(dom0.ask(RequestType.GET_QUOTA, "1", "watches")).isEqualTo("128");
  }

  @Test
  void limits_survive_a_crash() {
    limit("nodes", 7);
    dom0.ask(RequestType.SET_QUOTA, "1", "watches", "1");
    store.crash();
    Client tool = store.socket();
    assertThat(tool.ask(RequestType.GET_QUOTA, "nodes")).isEqualTo("7");
    assertThat(tool.ask(RequestType.GET_QUOTA, "1", "watches")).isEqualTo("1");
  }

  @Test
  void what_is_over_a_new_limit_stays_and_does_not_grow() {
    guest.write("x", "12345");
    limit("nodes", 1);
    assertThat(guest.write("x", "1")).isEqualTo("OK");
    assertThat(guest.mkdir("y")).isEqualTo("ENOSPC");
    assertThat(guest.rm("x")).isEqualTo("OK");
  }

  @Test
  void a_limit_must_have_a_name_a_number_and_a_domain_that_exists() {
    assertThat(dom0.ask(RequestType.SET_QUOTA, "other", "1")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.SET_QUOTA, "nodes", "-1")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.SET_QUOTA, "nodes", "x")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.SET_QUOTA, "nodes")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.SET_QUOTA, "9", "nodes", "1")).isEqualTo("ENOENT");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "9", "nodes")).isEqualTo("ENOENT");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "other")).isEqualTo("EINVAL");
    assertThat(dom0.ask(RequestType.GET_QUOTA, "1", "nodes", "x")).isEqualTo("EINVAL");
  }

  @Test
  void only_the_control_domain_asks_for_limits_and_sets_them() {
    assertThat(guest.ask(RequestType.GET_QUOTA, "nodes")).isEqualTo("EACCES");
    assertThat(guest.ask(RequestType.SET_QUOTA, "nodes", "0")).isEqualTo("EACCES");
  }

  @Test
  void counting_follows_removal_giving_away_and_death() {
    guest.mkdir("a/b/c");
    dom0.setPerms("/local/domain/1/a/b", "n0");
    dom0.rm("/local/domain/1/a/b");
    assertThat(store.state().usageOf(1).nodes()).isEqualTo(2);
    store.dies(1);
    assertThat(store.state().usageOf(1)).isEqualTo(Usage.NONE);
  }
}
