package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.eclipse.collections.api.factory.Lists;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermissionsSpec {
  @ParameterizedTest
  @ValueSource(strings = {"n0", "r5", "w7", "b65535"})
  void an_entry_reads_as_it_is_spelled(String text) {
    assertThat(Permission.parse(text).map(Permission::toString)).isEqualTo(Optional.of(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n", "x1", "r-1", "r65536", "r99999", "r000001", "r1 ", "R1", "5r"})
  void anything_else_is_no_entry(String text) {
    assertThat(Permission.parse(text)).isEmpty();
  }

  @Test
  void a_domid_has_16_bits() {
    assertThatThrownBy(() -> new Permission(65536, Access.READ))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Permission(-1, Access.READ))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_letters_say_what_is_allowed() {
    assertThat(Access.of('n')).contains(Access.NONE);
    assertThat(Access.of('b')).contains(Access.BOTH);
    assertThat(Access.of('x')).isEmpty();
    assertThat(Access.READ.mayRead()).isTrue();
    assertThat(Access.READ.mayWrite()).isFalse();
    assertThat(Access.WRITE.mayRead()).isFalse();
    assertThat(Access.WRITE.mayWrite()).isTrue();
    for (Access access : Access.values()) assertThat(Access.of(access.letter())).contains(access);
  }

  @Test
  void the_first_entry_names_the_owner() {
    Permissions list = permissions("r3 b7 n0");
    assertThat(list.owner()).isEqualTo(3);
    assertThat(Permissions.ownedBy(9)).hasToString("n9");
    assertThatThrownBy(() -> new Permissions(Lists.immutable.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_list_reads_as_it_is_spelled() {
    assertThat(permissions("n0 r5 b7 r5")).hasToString("n0 r5 b7 r5");
    assertThat(Permissions.parse("")).isEmpty();
    assertThat(Permissions.parse("n0  r5")).isEmpty();
    assertThat(Permissions.parse("n0 r5 ")).isEmpty();
  }

  @Test
  void another_owner_keeps_the_rest() {
    assertThat(permissions("r3 b7").withOwner(5)).isEqualTo(permissions("r5 b7"));
    Permissions same = permissions("r3");
    assertThat(same.withOwner(3)).isSameAs(same);
  }

  @Test
  void a_domain_that_died_is_taken_out_wherever_it_is_named_but_as_the_owner() {
    assertThat(permissions("n3 r5 b7 w5").without(5)).isEqualTo(permissions("n3 b7"));
    assertThat(permissions("n3 r3 b7").without(3)).isEqualTo(permissions("n3 b7"));
    Permissions same = permissions("n3 r5");
    assertThat(same.without(9)).isSameAs(same);
    assertThat(same.names(5)).isTrue();
    assertThat(same.names(9)).isFalse();
  }

  private static Permissions permissions(String text) {
    return Permissions.parse(text).orElseThrow();
  }
}
