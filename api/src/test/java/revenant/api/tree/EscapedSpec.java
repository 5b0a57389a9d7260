package revenant.api.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EscapedSpec {
  @Test
  void printable_text_stays_as_it_is() {
    assertThat(Escaped.of("WRITE /a/b hello!~", 80)).isEqualTo("WRITE /a/b hello!~");
  }

  @Test
  void everything_else_becomes_a_number() {
    assertThat(Escaped.of("\0\n\r\u001b[31m\u007f\u00e4\\", 80))
        .isEqualTo("\\x00\\x0a\\x0d\\x1b[31m\\x7f\\xe4\\x5c");
    assertThat(Escaped.of("\u2028", 80)).isEqualTo("\\u2028");
  }

  @Test
  void a_cut_is_visible_and_falls_between_characters() {
    assertThat(Escaped.of("abcdefgh", 8)).isEqualTo("abcdefgh");
    assertThat(Escaped.of("abcdefghi", 8)).isEqualTo("abcde...");
    assertThat(Escaped.of("\n\n\n", 8)).isEqualTo("\\x0a...");
    assertThat(Escaped.of("\n\n", 8)).isEqualTo("\\x0a\\x0a");
    assertThat(Escaped.of("abcdef", 3)).isEqualTo("...");
  }

  static LongStream seeds() {
    return Choices.seeds(50);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void the_result_is_printable_and_never_longer_than_asked(long seed) {
    Choices choices = new Choices(seed);
    for (int i = 0; i < 200; i++) {
      StringBuilder text = new StringBuilder();
      int length = choices.below(60);
      int range = choices.oneIn(2) ? 128 : 65536;
      for (int j = 0; j < length; j++) text.append((char) choices.below(range));
      int most = 3 + choices.below(80);
      assertThat(Escaped.of(text.toString(), most))
          .matches("[ -~]*")
          .hasSizeLessThanOrEqualTo(most);
    }
  }
}
