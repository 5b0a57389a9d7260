package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Transactions that make missing parents on their way: whoever comes second goes on through what
/// is there by then, if that makes no difference.
final class MissingParentsSpec {
  private final Store store = Store.fresh();
  private final Client dom0 = store.socket();
  private final Client outside = store.socket();

  @Test
  void a_missing_parent_that_both_made_does_not_conflict() {
    Client one = dom0.begin();
    Client two = outside.begin();
    one.write("/c/way/one", "1");
    two.write("/c/way/two", "2");
    two.write("/c/way/three", "3");
    assertThat(one.commit()).isEqualTo("OK");
    assertThat(two.commit()).isEqualTo("OK");
    assertThat(dom0.directory("/c/way")).isEqualTo("one three two");
  }

  @Test
  void what_is_in_a_parent_that_another_made_is_left_there() {
    Client inside = dom0.begin();
    inside.write("/c/way/one", "1");
    outside.write("/c/way", "value");
    assertThat(inside.commit()).isEqualTo("OK");
    assertThat(dom0.read("/c/way")).isEqualTo("value");
  }

  @Test
  void a_missing_parent_that_got_other_permissions_conflicts() {
    Client inside = dom0.begin();
    inside.write("/c/one", "1");
    outside.mkdir("/c");
    outside.setPerms("/c", "r0");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_parent_that_was_made_and_listed_conflicts() {
    Client inside = dom0.begin();
    inside.write("/c/one", "1");
    inside.directory("/c");
    outside.write("/c/two", "2");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_parent_that_was_made_and_read_conflicts_with_a_value() {
    Client inside = dom0.begin();
    inside.write("/c/one", "1");
    inside.read("/c");
    outside.write("/c", "value");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }

  @Test
  void a_parent_that_was_made_and_read_does_not_depend_on_children() {
    Client inside = dom0.begin();
    inside.write("/c/one", "1");
    inside.read("/c");
    outside.write("/c/two", "2");
    assertThat(inside.commit()).isEqualTo("OK");
  }

  @Test
  void a_parent_that_was_looked_for_before_it_was_made_conflicts() {
    Client inside = dom0.begin();
    inside.read("/c");
    inside.write("/c/one", "1");
    outside.mkdir("/c");
    assertThat(inside.commit()).isEqualTo("EAGAIN");
  }
}
