package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.server.wire.RequestType;

/// Nodes: a tree like this, in which a guest may see its home and nothing else.
///
///     /            n0
///     /secret      n0   "s"
///     /open        r0   "o"
///     /open/hidden n0
///     /local/domain/1   n1
final class NodeSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client guest = store.guest(1);

  NodeSpec() {
    dom0.write("/secret", "s");
    dom0.write("/open", "o");
    dom0.setPerms("/open", "r0");
    dom0.mkdir("/open/hidden");
    dom0.setPerms("/open/hidden", "n0");
  }

  @Test
  void what_was_written_is_read() {
    assertThat(dom0.write("/a", "hello")).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEqualTo("hello");
  }

  @Test
  void a_value_may_hold_nuls_and_any_octet() {
    dom0.send(RequestType.WRITE, "/a\0\0x\u00ff\n\0");
    assertThat(dom0.send(RequestType.READ, "/a\0").payload().text()).isEqualTo("\0x\u00ff\n\0");
  }

  @Test
  void a_value_may_be_empty() {
    assertThat(dom0.write("/a", "")).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEmpty();
  }

  @Test
  void writing_makes_missing_parents_with_empty_values() {
    dom0.write("/a/b/c", "x");
    assertThat(dom0.read("/a/b")).isEmpty();
    assertThat(dom0.directory("/a")).isEqualTo("b");
  }

  @Test
  void writing_again_keeps_the_permissions_and_the_children() {
    dom0.write("/a/b", "x");
    dom0.setPerms("/a", "r0 b1");
    dom0.write("/a", "new");
    assertThat(dom0.perms("/a")).isEqualTo("r0 b1");
    assertThat(dom0.read("/a/b")).isEqualTo("x");
  }

  @Test
  void making_a_node_that_is_there_leaves_its_value() {
    dom0.write("/a", "x");
    assertThat(dom0.mkdir("/a")).isEqualTo("OK");
    assertThat(dom0.read("/a")).isEqualTo("x");
  }

  @Test
  void a_guest_may_not_make_a_node_that_is_there_and_that_it_may_not_write() {
    assertThat(guest.mkdir("/open")).isEqualTo("EACCES");
  }

  @Test
  void the_root_can_be_written_and_made_but_not_removed() {
    assertThat(dom0.write("/", "x")).isEqualTo("OK");
    assertThat(dom0.mkdir("/")).isEqualTo("OK");
    assertThat(dom0.rm("/")).isEqualTo("EINVAL");
  }

  @Test
  void a_guest_may_do_nothing_with_the_root() {
    assertThat(guest.read("/")).isEqualTo("EACCES");
    assertThat(guest.write("/", "x")).isEqualTo("EACCES");
    assertThat(guest.mkdir("/")).isEqualTo("EACCES");
    assertThat(guest.rm("/")).isEqualTo("EACCES");
  }

  @Test
  void removing_takes_everything_below() {
    dom0.write("/a/b/c", "x");
    assertThat(dom0.rm("/a")).isEqualTo("OK");
    assertThat(dom0.read("/a/b/c")).isEqualTo("ENOENT");
  }

  @Test
  void removing_what_is_missing_is_fine_if_its_parent_is_there() {
    assertThat(dom0.rm("/missing")).isEqualTo("OK");
    assertThat(dom0.rm("/missing/too")).isEqualTo("ENOENT");
  }

  @Test
  void a_guest_may_remove_a_node_that_it_may_write() {
    dom0.write("/open/mine", "");
    dom0.setPerms("/open/mine", "n0 w1");
    assertThat(guest.rm("/open/mine")).isEqualTo("OK");
  }

  @Test
  void the_domain_that_may_read_a_node_may_not_remove_it() {
    assertThat(guest.rm("/open")).isEqualTo("EACCES");
  }

  @Test
  void what_is_missing_is_said_to_be_missing_to_whoever_may_look() {
    assertThat(dom0.read("/missing")).isEqualTo("ENOENT");
    assertThat(guest.read("/open/missing")).isEqualTo("ENOENT");
    assertThat(guest.directory("/open/missing")).isEqualTo("ENOENT");
    assertThat(guest.perms("/open/missing/too")).isEqualTo("ENOENT");
  }

  @Test
  void whether_something_is_missing_is_hidden_from_whoever_may_not_look() {
    assertThat(guest.read("/missing")).isEqualTo("EACCES");
    assertThat(guest.read("/secret")).isEqualTo("EACCES");
    assertThat(guest.rm("/secret/missing")).isEqualTo("EACCES");
    assertThat(guest.mkdir("/missing")).isEqualTo("EACCES");
    assertThat(guest.directoryPart("/missing", 0)).startsWith("EACCES");
    assertThat(guest.setPerms("/missing", "n1")).isEqualTo("EACCES");
  }

  @Test
  void hiding_goes_by_the_nearest_node_that_is_there() {
    assertThat(guest.read("/open/hidden/x/y")).isEqualTo("EACCES");
    assertThat(guest.read("/open/x/y")).isEqualTo("ENOENT");
  }

  @Test
  void a_guest_may_not_write_below_what_it_may_only_read() {
    assertThat(guest.write("/open/new", "x")).isEqualTo("EACCES");
  }

  @Test
  void relative_paths_begin_at_the_home_of_the_caller() {
    guest.write("data/x", "1");
    assertThat(guest.read("/local/domain/1/data/x")).isEqualTo("1");
    dom0.write("y", "2");
    assertThat(dom0.read("/local/domain/0/y")).isEqualTo("2");
  }

  @Test
  void children_are_listed_in_the_order_of_their_names() {
    dom0.write("/d/b", "");
    dom0.write("/d/a", "");
    dom0.write("/d/a-1", "");
    assertThat(dom0.directory("/d")).isEqualTo("a a-1 b");
  }

  @Test
  void a_leaf_has_an_empty_list_of_children() {
    assertThat(dom0.send(RequestType.DIRECTORY, "/secret\0").payload().length()).isZero();
  }

  @Test
  void a_list_that_does_not_fit_a_packet_is_too_big() {
    for (int i = 0; i < 64; i++) dom0.mkdir("/wide/" + "n".repeat(61) + (10 + i));
    assertThat(dom0.send(RequestType.DIRECTORY, "/wide\0").payload().length()).isEqualTo(4096);
    dom0.mkdir("/wide/x");
    assertThat(dom0.directory("/wide")).isEqualTo("E2BIG");
  }

  @Test
  void a_thousand_levels_are_made_and_removed_at_once() {
    String deep = "/x".repeat(1500);
    assertThat(dom0.write(deep, "bottom")).isEqualTo("OK");
    assertThat(dom0.read(deep)).isEqualTo("bottom");
    assertThat(dom0.rm("/x")).isEqualTo("OK");
  }

  @Test
  void special_names_are_no_nodes() {
    assertThat(dom0.read("@releaseDomain")).isEqualTo("EINVAL");
    assertThat(dom0.write("@releaseDomain", "")).isEqualTo("EINVAL");
    assertThat(dom0.rm("@x")).isEqualTo("EINVAL");
    assertThat(dom0.directory("@x")).isEqualTo("EINVAL");
  }

  @Test
  void a_tree_that_could_not_be_saved_does_not_grow_but_shrinks() {
    store.treeBytesMax = store.state().tree().root().bytes();
    assertThat(dom0.write("/more", "x")).isEqualTo("ENOSPC");
    assertThat(dom0.read("/more")).isEqualTo("ENOENT");
    assertThat(dom0.rm("/secret")).isEqualTo("OK");
  }

  @Test
  void a_failed_request_tells_nobody() {
    dom0.watched("/", "t");
    guest.write("/secret", "x");
    dom0.rm("/missing/too");
    assertThat(dom0.events()).isEmpty();
  }
}
