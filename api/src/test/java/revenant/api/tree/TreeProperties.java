package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Random edits of a tree against a plain map from path to content.
class TreeProperties {
  private record Content(String value, Permissions permissions) {}

  private static final String[] NAMES = {"a", "b", "a-b", "A", "0", "device", "vif_@1"};

  static LongStream seeds() {
    return Choices.seeds(40);
  }

  /// A tree and the model it should be equal to.
  private static final class Edited {
    final Choices choices;
    final TreeMap<NodePath, Content> model = new TreeMap<>();
    Tree tree = Tree.of(Permissions.ownedBy(0));

    Edited(Choices choices) {
      this.choices = choices;
      model.put(NodePath.ROOT, new Content("", Permissions.ownedBy(0)));
    }

    void edit() {
      NodePath path = anyPath();
      if (choices.below(10) < 3 && !path.isRoot()) {
        tree = tree.without(path);
        model.keySet().removeIf(candidate -> candidate.isWithin(path));
      } else {
        NodePath target = choices.oneIn(2) ? path.child(anyName()) : path;
        Content content = anyContent();
        tree = tree.with(target, Bytes.of(content.value), content.permissions);
        model.put(target, content);
      }
    }

    private NodePath anyPath() {
      return List.copyOf(model.keySet()).get(choices.below(model.size()));
    }

    private String anyName() {
      return choices.oneIn(2) ? NAMES[choices.below(NAMES.length)] : "n" + choices.below(60);
    }

    private Content anyContent() {
      Permissions permissions = Permissions.ownedBy(choices.below(3));
      if (choices.oneIn(3))
        permissions = Permissions.parse("n0 r" + choices.below(9)).orElseThrow();
      return new Content("v".repeat(choices.below(5)) + choices.below(3), permissions);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void holds_what_the_model_holds(long seed) {
    Edited edited = new Edited(new Choices(seed));
    for (int i = 0; i < 600; i++) {
      edited.edit();
      assertThat(edited.tree.count()).isEqualTo(edited.model.size());
      if (i % 20 == 0) assertThat(contents(edited.tree)).isEqualTo(edited.model);
    }
    assertThat(contents(edited.tree)).isEqualTo(edited.model);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void what_it_sums_up_as_it_goes_is_what_a_tree_built_afresh_has(long seed) {
    Edited edited = new Edited(new Choices(seed));
    for (int i = 0; i < 300; i++) {
      edited.edit();
      Tree afresh = rebuilt(edited.model);
      assertThat(afresh).isEqualTo(edited.tree).hasSameHashCodeAs(edited.tree);
      edited.tree.walk(
          NodePath.ROOT,
          (path, node) -> {
            Node same = afresh.find(path).orElseThrow();
            assertThat(node.count()).isEqualTo(same.count());
            assertThat(node.bytes()).isEqualTo(same.bytes()).isEqualTo(bytes(path, node));
            assertThat(node.fingerprint()).isEqualTo(same.fingerprint());
          });
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void who_is_named_is_found_wherever_that_is(long seed) {
    Edited edited = new Edited(new Choices(seed));
    for (int i = 0; i < 300; i++) {
      edited.edit();
      for (int domid = 0; domid < 4; domid++) {
        int named = domid;
        List<NodePath> all = new ArrayList<>();
        edited.tree.walk(
            NodePath.ROOT,
            (path, node) -> {
              if (node.permissions().names(named)) all.add(path);
            });
        List<NodePath> found = new ArrayList<>();
        edited.tree.walkNaming(domid, (path, _) -> found.add(path));
        assertThat(found).isEqualTo(all);
      }
    }
  }

  /// The sum that [Node#bytes] keeps, made from nothing.
  private static long bytes(NodePath from, Node top) {
    long[] sum = {0};
    Tree.walk(
        from,
        top,
        (path, node) -> {
          sum[0] += 24 + node.value().length() + 4L * node.permissions().entries().size();
          if (node != top) sum[0] += path.name().length();
        });
    return sum[0];
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void a_difference_leads_from_the_old_tree_to_the_new_one(long seed) {
    Choices choices = new Choices(seed);
    Edited edited = new Edited(choices);
    for (int i = 0; i < choices.below(500); i++) edited.edit();
    for (int round = 0; round < 30; round++) {
      Tree before = edited.tree;
      int edits = choices.below(15);
      for (int i = 0; i < edits; i++) edited.edit();
      Tree after = edited.tree;
      assertThat(applied(before, after)).isEqualTo(after);
      assertThat(applied(after, before)).isEqualTo(before);
      assertThat(applied(rebuilt(edited.model), before)).isEqualTo(before);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void an_edit_makes_only_the_nodes_on_its_path_anew(long seed) {
    Edited edited = new Edited(new Choices(seed));
    for (int i = 0; i < 300; i++) {
      Tree before = edited.tree;
      TreeSet<NodePath> old = new TreeSet<>(edited.model.keySet());
      edited.edit();
      Set<NodePath> made = new TreeSet<>();
      edited.tree.walk(
          NodePath.ROOT,
          (path, node) -> {
            if (!old.contains(path) || before.get(path) != node) made.add(path);
          });
      NodePath deepest = NodePath.ROOT;
      for (NodePath path : made) if (path.depth() > deepest.depth()) deepest = path;
      for (NodePath path : made) assertThat(deepest.isWithin(path)).isTrue();
    }
  }

  private static Map<NodePath, Content> contents(Tree tree) {
    TreeMap<NodePath, Content> contents = new TreeMap<>();
    List<NodePath> order = new ArrayList<>();
    tree.walk(
        NodePath.ROOT,
        (path, node) -> {
          assertThat(path.isRoot() || contents.containsKey(path.parent())).isTrue();
          order.add(path);
          contents.put(path, new Content(node.value().text(), node.permissions()));
        });
    assertThat(order).doesNotHaveDuplicates();
    return contents;
  }

  private static Tree rebuilt(Map<NodePath, Content> model) {
    Tree tree = Tree.of(Permissions.ownedBy(0));
    for (Map.Entry<NodePath, Content> entry : model.entrySet()) {
      Content content = entry.getValue();
      tree = tree.with(entry.getKey(), Bytes.of(content.value), content.permissions);
    }
    return tree;
  }

  private static Tree applied(Tree older, Tree newer) {
    Tree[] tree = {older};
    older.difference(
        newer,
        new Tree.DifferenceVisitor() {
          @Override
          public void added(NodePath path, Node node) {
            assertThat(tree[0].contains(path)).isFalse();
            tree[0] = tree[0].withNode(path, node);
          }

          @Override
          public void removed(NodePath path, Node node) {
            assertThat(tree[0].get(path)).isSameAs(node);
            tree[0] = tree[0].without(path);
          }

          @Override
          public void changed(NodePath path, Node before, Node after) {
            assertThat(before.sameContent(after)).isFalse();
            tree[0] = tree[0].with(path, after.value(), after.permissions());
          }
        });
    return tree[0];
  }
}
