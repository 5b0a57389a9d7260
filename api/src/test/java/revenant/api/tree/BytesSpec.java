package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesSpec {
  @Test
  void every_octet_survives_the_way_through_text() {
    byte[] all = new byte[256];
    for (int i = 0; i < all.length; i++) all[i] = (byte) i;
    assertThat(Bytes.of(Bytes.copyOf(all).text()).toArray()).isEqualTo(all);
  }

  @Test
  void equal_octets_are_equal_bytes() {
    assertThat(Bytes.of("abc"))
        .isEqualTo(Bytes.copyOf(new byte[] {'x', 'a', 'b', 'c'}, 1, 3))
        .hasSameHashCodeAs(Bytes.of("abc"))
        .isNotEqualTo(Bytes.of("abd"));
    assertThat(Bytes.of("")).isSameAs(Bytes.EMPTY);
    assertThat(Bytes.copyOf(new byte[0])).isSameAs(Bytes.EMPTY);
    assertThat(Bytes.wrap(new byte[0])).isSameAs(Bytes.EMPTY);
  }

  @Test
  void octets_order_as_unsigned_numbers() {
    assertThat(Bytes.of("a")).isLessThan(Bytes.of("ab")).isLessThan(Bytes.of("\u00ff"));
    assertThat(Bytes.EMPTY).isLessThan(Bytes.of("\0"));
  }

  @Test
  void nobody_changes_them_from_outside() {
    byte[] octets = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(octets);
    octets[0] = 9;
    bytes.toArray()[1] = 9;
    assertThat(bytes.toArray()).containsExactly(1, 2, 3);
  }

  @Test
  void single_octets_and_copies() {
    Bytes bytes = Bytes.of("abc");
    byte[] into = new byte[5];
    bytes.copyTo(into, 1);
    assertThat(into).containsExactly(0, 'a', 'b', 'c', 0);
    assertThat(bytes.length()).isEqualTo(3);
    assertThat(bytes.at(1)).isEqualTo((byte) 'b');
  }

  @Test
  void what_a_log_shows_is_escaped_and_bounded() {
    assertThat(Bytes.of("a\nb\0")).hasToString("a\\x0ab\\x00");
    assertThat(Bytes.of("x".repeat(5000)).toString()).hasSizeLessThanOrEqualTo(256);
  }
}
