package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Transactions: as if each happened at one instant, and refused only where that cannot be had.
final class TransactionSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client outside = store.socket();
  private final Client guest = store.guest(1);

  TransactionSpec() {
    dom0.write("/a", "old");
    dom0.write("/b", "old");
    dom0.mkdir("/d");
  }

  @Test
  void ids_count_up_from_1_for_each_connection() {
    assertThat(dom0.start()).isEqualTo("1");
    assertThat(dom0.start()).isEqualTo("2");
    assertThat(outside.start()).isEqualTo("1");
  }

  @Test
  void an_id_that_ended_is_not_used_again_at_once() {
    dom0.begin().commit();
    assertThat(dom0.start()).isEqualTo("2");
  }

  @Test
  void nobody_sees_what_is_not_committed() {
    Client inside = dom0.begin();
    inside.write("/a", "new");
    inside.mkdir("/c");
    assertThat(dom0.read("/a")).isEqualTo("old");
    assertThat(outside.read("/c")).isEqualTo("ENOENT");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(outside.read("/a")).isEqualTo("new");
    assertThat(outside.read("/c")).isEmpty();
  }

  @Test
  void it_sees_what_it_did_itself() {
    Client inside = dom0.begin();
    inside.write("/c/x", "new");
    inside.rm("/b");
    inside.setPerms("/a", "r0");
    assertThat(inside.read("/c/x")).isEqualTo("new");
    assertThat(inside.directory("/c")).isEqualTo("x");
    assertThat(inside.read("/b")).isEqualTo("ENOENT");
    assertThat(inside.perms("/a")).isEqualTo("r0");
  }

  @Test
  void it_sees_the_tree_as_it_was_at_the_start() {
    Client inside = dom0.begin();
    outside.write("/a", "new");
    outside.rm("/b");
    assertThat(inside.read("/a")).isEqualTo("old");
    assertThat(inside.read("/b")).isEqualTo("old");
    assertThat(inside.directory("/")).isEqualTo("a b d local tool");
  }

  @Test
  void what_was_dropped_never_happened() {
    Client inside = dom0.begin();
    inside.write("/a", "new");
    assertThat(inside.abort()).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEqualTo("old");
  }

  @Test
  void one_that_only_read_a_node_that_did_not_change_commits() {
    Client inside = dom0.begin();
    inside.read("/a");
    outside.write("/b", "new");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void one_that_only_read_conflicts_when_what_it_read_changed() {
    Client inside = dom0.begin();
    inside.read("/a");
    outside.write("/a", "new");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_value_that_was_written_unread_does_not_conflict() {
    Client inside = dom0.begin();
    inside.write("/a", "mine");
    outside.write("/a", "theirs");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEqualTo("mine");
  }

  @Test
  void a_value_that_was_written_and_read_back_does_not_conflict() {
    Client inside = dom0.begin();
    inside.write("/a", "mine");
    inside.read("/a");
    outside.write("/a", "theirs");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void not_even_if_it_was_the_old_one() {
    Client inside = dom0.begin();
    inside.write("/a", "old");
    inside.read("/a");
    outside.write("/a", "theirs");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEqualTo("old");
  }

  @Test
  void a_value_that_was_read_before_it_was_written_conflicts() {
    Client inside = dom0.begin();
    inside.read("/a");
    inside.write("/a", "mine");
    outside.write("/a", "theirs");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
    assertThat(dom0.read("/a")).isEqualTo("theirs");
  }

  @Test
  void a_value_that_is_again_what_was_read_does_not_conflict() {
    Client inside = dom0.begin();
    inside.read("/a");
    outside.write("/a", "other");
    outside.write("/a", "old");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void sixteen_clients_that_add_siblings_never_conflict() {
    List<Client> inside = new ArrayList<>();
    for (int i = 0; i < 16; i++) inside.add(store.socket().begin());
    for (int i = 0; i < 16; i++) inside.get(i).write("/d/" + i, "x");
    assertThat(inside).allSatisfy(client -> assertThat(client.commit()).isEqualTo("OK"));
    assertThat(dom0.directory("/d").split(" ")).hasSize(16);
  }

  @Test
  void one_that_listed_the_children_conflicts_with_a_new_one() {
    Client inside = dom0.begin();
    inside.directory("/d");
    outside.write("/d/x", "");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void one_that_listed_the_children_does_not_depend_on_their_values() {
    outside.write("/d/x", "");
    Client inside = dom0.begin();
    inside.directory("/d");
    outside.write("/d/x", "new");
    outside.write("/d/x/below", "new");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void one_that_read_a_value_does_not_depend_on_children_and_permissions() {
    Client inside = dom0.begin();
    inside.read("/a");
    outside.write("/a/child", "");
    outside.setPerms("/a", "r0");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void one_that_read_the_permissions_conflicts_with_new_ones() {
    Client inside = dom0.begin();
    inside.perms("/a");
    inside.write("/b", "");
    outside.setPerms("/a", "r0");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void one_that_set_the_permissions_and_read_them_back_does_not() {
    Client inside = dom0.begin();
    inside.setPerms("/a", "b0");
    inside.perms("/a");
    outside.setPerms("/a", "r0");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.perms("/a")).isEqualTo("b0");
  }

  @Test
  void a_write_leaves_the_permissions_to_whoever_changed_them() {
    Client inside = dom0.begin();
    inside.write("/a", "new");
    outside.setPerms("/a", "r0");
    outside.write("/a/child", "");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.perms("/a")).isEqualTo("r0");
    assertThat(dom0.directory("/a")).isEqualTo("child");
  }

  @Test
  void a_missing_node_that_was_read_and_is_there_now_conflicts() {
    Client inside = dom0.begin();
    inside.read("/missing");
    inside.write("/b", "new");
    outside.write("/missing", "");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_missing_node_does_not_depend_on_its_missing_parents() {
    Client inside = dom0.begin();
    inside.read("/missing/below");
    outside.write("/missing", "");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void a_node_that_both_made_conflicts() {
    Client inside = dom0.begin();
    inside.mkdir("/c");
    outside.mkdir("/c");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_parent_that_was_removed_conflicts() {
    Client inside = dom0.begin();
    inside.write("/d/x", "");
    outside.rm("/d");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
    assertThat(dom0.read("/d")).isEqualTo("ENOENT");
  }

  @Test
  void a_written_node_that_was_removed_conflicts() {
    Client inside = dom0.begin();
    inside.write("/a", "new");
    outside.rm("/a");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void new_permissions_above_a_new_node_conflict() {
    Client inside = dom0.begin();
    inside.write("/d/x", "");
    outside.setPerms("/d", "r0");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_revoked_permission_conflicts() {
    dom0.setPerms("/a", "n0 b1");
    Client inside = guest.begin();
    inside.write("/a", "new");
    dom0.setPerms("/a", "n0 r1");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
    assertThat(dom0.read("/a")).isEqualTo("old");
  }

  @Test
  void removing_takes_what_was_added_below_meanwhile() {
    Client inside = dom0.begin();
    inside.rm("/d");
    outside.write("/d/x/y", "");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.read("/d/x/y")).isEqualTo("ENOENT");
  }

  @Test
  void what_was_made_and_removed_again_leaves_nothing() {
    Client inside = dom0.begin();
    inside.write("/c", "new");
    inside.rm("/c");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.read("/c")).isEqualTo("ENOENT");
  }

  @Test
  void what_was_removed_and_made_again_is_new() {
    dom0.write("/a/child", "");
    dom0.setPerms("/a", "r0");
    Client inside = dom0.begin();
    inside.rm("/a");
    inside.write("/a", "new");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.directory("/a")).isEmpty();
    assertThat(dom0.perms("/a")).isEqualTo("n0");
  }

  @Test
  void two_that_each_read_what_the_other_wrote_do_not_both_commit() {
    Client one = dom0.begin();
    Client two = outside.begin();
    one.read("/a");
    one.write("/b", "one");
    two.read("/b");
    two.write("/a", "two");
    assertThat(one.commit()).isEqualTo("OK");
    assertThat(two.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_conflict_changes_nothing_and_the_next_try_succeeds() {
    Client first = dom0.begin();
    first.read("/a");
    first.write("/b", "first");
    outside.write("/a", "new");
    assertThat(first.commit()).isEqualTo("EAGAIN");
    assertThat(dom0.read("/b")).isEqualTo("old");
    Client second = dom0.begin();
    second.read("/a");
    second.write("/b", "second");
    assertThat(second.commit()).isEqualTo("OK");
  }

  @Test
  void events_come_with_the_commit_before_its_acknowledgement() {
    dom0.watched("/", "t");
    Client inside = dom0.begin();
    inside.write("/b", "new");
    inside.write("/a", "new");
    inside.mkdir("/x/y");
    assertThat(dom0.events()).isEmpty();
    inside.commit();
    assertThat(dom0.output())
        .containsExactly("event /b t", "event /a t", "event /x/y t", "TRANSACTION_END OK");
  }

  @Test
  void each_node_is_told_of_once() {
    outside.watched("/", "t");
    outside.watched("/d/x", "u");
    dom0.write("/d/x", "");
    outside.output();
    Client inside = dom0.begin();
    inside.write("/a", "1");
    inside.setPerms("/a", "r0");
    inside.write("/a", "2");
    inside.rm("/d");
    inside.mkdir("/d");
    inside.commit();
    assertThat(outside.events()).containsExactly("/a t", "/d/x u", "/d t");
  }

  @Test
  void what_it_makes_and_removes_again_nobody_is_told_of() {
    outside.watched("/", "t");
    outside.watched("/x/y", "u");
    Client inside = dom0.begin();
    inside.write("/x/y/z", "");
    inside.rm("/x");
    inside.mkdir("/d");
    inside.rm("/d");
    inside.write("/d", "");
    inside.commit();
    assertThat(outside.events()).containsExactly("/d t");
  }

  @Test
  void one_that_conflicts_or_is_dropped_tells_nobody() {
    outside.watched("/", "t");
    Client dropped = dom0.begin();
    dropped.write("/b", "");
    dropped.abort();
    Client conflicting = dom0.begin();
    conflicting.read("/a");
    conflicting.write("/b", "");
    outside.write("/a", "new");
    conflicting.commit();
    assertThat(outside.events()).containsExactly("/a t");
  }

  @Test
  void a_limit_that_was_hit_inside_lets_it_not_commit() {
    dom0.ask(RequestType.SET_QUOTA, "1", "nodes", "2");
    Client inside = guest.begin();
    assertThat(inside.write("x", "")).isEqualTo("OK");
    assertThat(inside.write("y", "")).isEqualTo("ENOSPC");
    assertThat(inside.commit()).isEqualTo("ENOMEM");
    assertThat(guest.read("x")).isEqualTo("ENOENT");
    assertThat(inside.commit()).isEqualTo("ENOENT");
  }

  @Test
  void limits_hold_for_all_that_commit_together() {
    dom0.ask(RequestType.SET_QUOTA, "1", "nodes", "3");
    Client one = guest.begin();
    Client two = guest.begin();
    assertThat(one.write("x/1", "")).isEqualTo("OK");
    assertThat(two.write("y/2", "")).isEqualTo("OK");
    assertThat(one.commit()).isEqualTo("OK");
    assertThat(two.commit()).isEqualTo("ENOSPC");
    assertThat(guest.read("y")).isEqualTo("ENOENT");
  }

  @Test
  void the_size_of_a_node_is_limited_for_all_that_commit_together() {
    guest.mkdir("d");
    dom0.ask(RequestType.SET_QUOTA, "1", "node-size", "124");
    Client one = guest.begin();
    Client two = guest.begin();
    one.mkdir("d/" + "1".repeat(60));
    two.mkdir("d/" + "2".repeat(60));
    assertThat(one.commit()).isEqualTo("OK");
    assertThat(two.commit()).isEqualTo("ENOSPC");
  }

  @Test
  void a_guest_can_always_end_what_it_began() {
    dom0.ask(RequestType.SET_QUOTA, "1", "memory", "10000");
    Client inside = guest.begin();
    String reply = "OK";
    for (int i = 0; i < 20 && reply.equals("OK"); i++) reply = inside.write("x", "v".repeat(1000));
    assertThat(reply).isEqualTo("ENOSPC");
    assertThat(store.isServed(guest)).isTrue();
    assertThat(inside.commit()).isEqualTo("ENOMEM");
  }

  @Test
  void many_small_edits_take_memory_too() {
    dom0.ask(RequestType.SET_QUOTA, "1", "memory", "10000");
    Client inside = guest.begin();
    String reply = "OK";
    for (int i = 0; i < 100 && reply.equals("OK"); i++) reply = inside.write("x", "");
    assertThat(reply).isEqualTo("ENOSPC");
  }

  @Test
  void a_domain_that_died_meanwhile_is_granted_nothing() {
    store.guest(2);
    Client inside = dom0.begin();
    inside.setPerms("/a", "n0 b2");
    inside.write("/c", "");
    inside.setPerms("/c", "n2");
    store.dies(2);
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.perms("/a")).isEqualTo("n0");
    assertThat(dom0.perms("/c")).isEqualTo("n0");
  }

  @Test
  void what_a_death_removed_below_it_conflicts() {
    Client inside = dom0.begin();
    inside.write("/local/domain/1/x", "");
    store.dies(1);
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_commit_that_could_not_be_saved_is_refused_and_gone() {
    store.treeBytesMax = store.state().tree().root().bytes();
    Client inside = dom0.begin();
    inside.write("/c", "");
    assertThat(inside.commit()).isEqualTo("ENOSPC");
    assertThat(inside.commit()).isEqualTo("ENOENT");
    assertThat(dom0.read("/c")).isEqualTo("ENOENT");
  }

  @Test
  void history_is_told_what_was_asked() {
    Client inside = dom0.begin();
    inside.write("/a", "new");
    inside.mkdir("/x/y");
    inside.setPerms("/a", "r0");
    inside.rm("/b");
    inside.commit();
    assertThat(store.what).isEqualTo("WRITE /a\nMKDIR /x/y\nSET_PERMS /a r0\nRM /b");
  }
}
