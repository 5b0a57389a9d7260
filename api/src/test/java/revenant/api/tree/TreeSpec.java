package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// ```
/// /            (n0)
/// ├── a = "1"
/// │   ├── b = "2"
/// │   └── c = "3"
/// └── d = "4"
/// ```
class TreeSpec {
  private static final Permissions DOM0 = Permissions.ownedBy(0);
  private static final Permissions DOM1 = Permissions.ownedBy(1);

  private final Tree empty = Tree.of(DOM0);
  private final Tree tree =
      with(with(with(with(empty, "/a", "1"), "/a/b", "2"), "/a/c", "3"), "/d", "4");

  @Test
  void finds_what_was_put() {
    assertThat(value(tree, "/")).isEmpty();
    assertThat(value(tree, "/a")).isEqualTo("1");
    assertThat(value(tree, "/a/c")).isEqualTo("3");
    assertThat(tree.find(NodePath.of("/a/x"))).isEmpty();
    assertThat(tree.contains(NodePath.of("/d/x/y"))).isFalse();
    assertThat(tree.count()).isEqualTo(5);
  }

  @Test
  void a_node_keeps_its_children_when_its_value_changes() {
    Tree changed = tree.with(NodePath.of("/a"), Bytes.of("new"), DOM1);
    assertThat(value(changed, "/a/b")).isEqualTo("2");
    assertThat(value(changed, "/a")).isEqualTo("new");
    assertThat(node(changed, "/a").permissions()).isEqualTo(DOM1);
    assertThat(value(tree, "/a")).isEqualTo("1");
  }

  @Test
  void a_removal_takes_everything_below_along() {
    Tree changed = tree.without(NodePath.of("/a"));
    assertThat(changed.count()).isEqualTo(2);
    assertThat(changed.contains(NodePath.of("/a/b"))).isFalse();
    assertThat(changed.without(NodePath.of("/a"))).isSameAs(changed);
  }

  @Test
  void a_node_needs_a_parent_and_the_root_stays() {
    NodePath orphan = NodePath.of("/x/y");
    assertThatThrownBy(() -> tree.with(orphan, Bytes.EMPTY, DOM0))
        .isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> tree.without(orphan)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> tree.without(NodePath.ROOT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_whole_subtree_can_be_put_in_place() {
    Tree moved = tree.withNode(NodePath.of("/d"), node(tree, "/a"));
    assertThat(value(moved, "/d/b")).isEqualTo("2");
    assertThat(moved.count()).isEqualTo(7);
    assertThat(node(moved, "/d")).isSameAs(node(tree, "/a"));
    assertThat(tree.withNode(NodePath.ROOT, node(tree, "/a")).count()).isEqualTo(3);
  }

  @Test
  void an_update_shares_everything_it_did_not_touch() {
    Tree changed = with(tree, "/d", "new");
    assertThat(node(changed, "/a")).isSameAs(node(tree, "/a"));
    assertThat(tree.with(NodePath.of("/d"), Bytes.of("4"), DOM0)).isEqualTo(tree);
  }

  @Test
  void a_walk_goes_parents_first_and_in_the_order_of_the_names() {
    List<String> seen = new ArrayList<>();
    tree.walk(NodePath.ROOT, (path, node) -> seen.add(path + "=" + node.value()));
    assertThat(seen).containsExactly("/=", "/a=1", "/a/b=2", "/a/c=3", "/d=4");
    seen.clear();
    tree.walk(NodePath.of("/a/b"), (path, node) -> seen.add(path.toString()));
    tree.walk(NodePath.of("/nowhere"), (path, node) -> seen.add(path.toString()));
    assertThat(seen).containsExactly("/a/b");
  }

  @Test
  void a_difference_tells_subtrees_once_and_content_by_node() {
    Tree newer =
        with(with(with(tree.without(NodePath.of("/a/b")), "/a", "x"), "/e", "5"), "/e/f", "6");
    assertThat(told(tree, newer)).containsExactlyInAnyOrder("~/a 1>x", "-/a/b", "+/e");
    assertThat(told(newer, tree)).containsExactlyInAnyOrder("~/a x>1", "+/a/b", "-/e");
    assertThat(told(tree, tree)).isEmpty();
    Tree rewritten = with(tree, "/a/b", "2");
    assertThat(told(tree, rewritten)).isEmpty();
    assertThat(told(tree, tree.with(NodePath.ROOT, Bytes.EMPTY, DOM1))).containsExactly("~/ >");
  }

  @Test
  void the_fingerprint_changes_with_the_names_of_the_children_and_with_nothing_else() {
    long fingerprint = tree.root().fingerprint();
    assertThat(with(tree, "/a/x", "new").root().fingerprint()).isEqualTo(fingerprint);
    assertThat(with(tree, "/d", "new").root().fingerprint()).isEqualTo(fingerprint);
    Tree more = with(tree, "/x", "new");
    assertThat(more.root().fingerprint()).isNotEqualTo(fingerprint);
    assertThat(more.without(NodePath.of("/x")).root().fingerprint()).isEqualTo(fingerprint);
    Tree renamed = with(tree.without(NodePath.of("/d")), "/D", "4");
    assertThat(renamed.root().fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void a_path_of_1500_names_needs_no_stack() throws InterruptedException {
    onSmallStack(() -> {
      Tree deep = deep(1500, "end");
      Tree same = deep(1500, "end");
      Tree other = deep(1500, "another end");
      assertThat(deep.count()).isEqualTo(1501);
      assertThat(deep.equals(same)).isTrue();
      assertThat(deep.hashCode()).isEqualTo(same.hashCode());
      assertThat(deep.equals(other)).isFalse();
      assertThat(told(deep, other)).hasSize(1);
      List<NodePath> seen = new ArrayList<>();
      deep.walk(NodePath.ROOT, (path, node) -> seen.add(path));
      assertThat(seen).hasSize(1501);
      assertThat(deep.without(NodePath.of("/d")).count()).isEqualTo(1);
    });
  }

  private static Tree deep(int depth, String end) {
    NodePath path = NodePath.ROOT;
    Tree tree = Tree.of(DOM0);
    for (int i = 0; i < depth; i++) {
      path = path.child("d");
      tree = tree.with(path, Bytes.of(i == depth - 1 ? end : ""), DOM0);
    }
    return tree;
  }

  private static void onSmallStack(Runnable work) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, work, "small stack", 128 << 10);
    thread.setUncaughtExceptionHandler((dying, thrown) -> failure.set(thrown));
    thread.start();
    thread.join();
    assertThat(failure.get()).isNull();
  }

  private static List<String> told(Tree older, Tree newer) {
    List<String> told = new ArrayList<>();
    older.difference(
        newer,
        new Tree.DifferenceVisitor() {
          @Override
          public void added(NodePath path, Node node) {
            told.add("+" + path);
          }

          @Override
          public void removed(NodePath path, Node node) {
            told.add("-" + path);
          }

          @Override
          public void changed(NodePath path, Node before, Node after) {
            told.add("~" + path + " " + before.value() + ">" + after.value());
          }
        });
    return told;
  }

  private static Tree with(Tree tree, String path, String value) {
    return tree.with(NodePath.of(path), Bytes.of(value), DOM0);
  }

  private static Node node(Tree tree, String path) {
    return tree.find(NodePath.of(path)).orElseThrow();
  }

  private static String value(Tree tree, String path) {
    return node(tree, path).value().text();
  }
}
