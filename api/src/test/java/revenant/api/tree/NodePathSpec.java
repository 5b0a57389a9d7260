package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodePathSpec {
  @ParameterizedTest
  @ValueSource(strings = {"/", "/a", "/local/domain/0", "/a-b_c@D/9", "/@releaseDomain"})
  void a_path_reads_as_it_is_spelled(String text) {
    assertThat(NodePath.of(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a/b", "//", "/a/", "/a//b", "//a", "/a b", "/a.b", "/\u00e4", "/a\0"})
  void what_breaks_a_rule_is_no_path(String text) {
    assertThat(NodePath.parse(text)).isEmpty();
    assertThatThrownBy(() -> NodePath.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_longest_path_has_3072_characters() {
    assertThat(NodePath.parse("/" + "x".repeat(3071))).isPresent();
    assertThat(NodePath.parse("/" + "x".repeat(3072))).isEmpty();
  }

  @Test
  void it_knows_its_names() {
    NodePath path = NodePath.of("/local/domain/0");
    assertThat(path.depth()).isEqualTo(3);
    assertThat(path.names()).containsExactly("local", "domain", "0");
    assertThat(path.name()).isEqualTo("0");
    assertThat(path.name(1)).isEqualTo("domain");
  }

  @Test
  void equal_names_of_many_paths_are_mostly_one_object() {
    String name = NodePath.of("/local/domain/1/state").name();
    assertThat(NodePath.of("/local/domain/2/state").name()).isSameAs(name);
    String longer = "x".repeat(200);
    assertThat(NodePath.of("/" + longer + "/b").names()).containsExactly(longer, "b");
    for (int i = 0; i < 5000; i++)
      assertThat(NodePath.of("/a" + i + "/" + i).names()).containsExactly("a" + i, "" + i);
  }

  @Test
  void paths_of_equal_hash_are_told_apart() {
    assertThat("/Aa").hasSameHashCodeAs("/BB");
    assertThat(NodePath.of("/Aa")).hasToString("/Aa");
    assertThat(NodePath.of("/BB")).hasToString("/BB");
    assertThat(NodePath.of("/Aa").names()).containsExactly("Aa");
  }

  @Test
  void the_root_has_no_names_and_is_its_own_parent() {
    assertThat(NodePath.of("/")).isSameAs(NodePath.ROOT);
    assertThat(NodePath.ROOT.isRoot()).isTrue();
    assertThat(NodePath.ROOT.depth()).isZero();
    assertThat(NodePath.ROOT.name()).isEmpty();
    assertThat(NodePath.ROOT.parent()).isEqualTo(NodePath.ROOT);
  }

  @Test
  void parent_prefix_and_child_lead_up_and_down() {
    NodePath path = NodePath.of("/a/bc/d");
    assertThat(path.parent()).isEqualTo(NodePath.of("/a/bc"));
    assertThat(path.prefix(1)).isEqualTo(NodePath.of("/a"));
    assertThat(path.prefix(0)).isEqualTo(NodePath.ROOT);
    assertThat(path.prefix(3)).isEqualTo(path);
    assertThat(path.parent().child("d")).isEqualTo(path).hasSameHashCodeAs(path);
    assertThat(path.parent().child("d").names()).isEqualTo(path.names());
    assertThat(NodePath.ROOT.child("a")).isEqualTo(NodePath.of("/a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a/b", ".", "a b"})
  void a_child_has_a_name(String name) {
    assertThat(NodePath.isName(name)).isFalse();
    assertThatThrownBy(() -> NodePath.ROOT.child(name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void it_lies_within_itself_and_what_is_above_and_nothing_else() {
    NodePath path = NodePath.of("/a/b");
    assertThat(path.isWithin(path)).isTrue();
    assertThat(path.isWithin(NodePath.of("/a"))).isTrue();
    assertThat(path.isWithin(NodePath.ROOT)).isTrue();
    assertThat(path.isWithin(NodePath.of("/a/b/c"))).isFalse();
    assertThat(NodePath.of("/ab").isWithin(NodePath.of("/a"))).isFalse();
    assertThat(NodePath.of("/a-b").isWithin(NodePath.of("/a"))).isFalse();
  }
}
