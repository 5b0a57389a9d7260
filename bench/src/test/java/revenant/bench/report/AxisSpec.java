package revenant.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisSpec {
  @Test
  void it_begins_at_zero_and_ends_at_a_round_number() {
    Axis axis = Axis.covering(List.of(31.0, 47.0));
    assertThat(axis.ticks()).containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, 50.0);
    assertThat(axis.place(25)).isEqualTo(0.5);
  }

  @Test
  void what_differs_much_stands_at_equal_distances_for_equal_ratios() {
    Axis axis = Axis.covering(List.of(14.0, 9000.0));
    assertThat(axis.ticks()).containsExactly(10.0, 100.0, 1000.0, 10_000.0);
    assertThat(axis.place(100)).isCloseTo(1 / 3.0, within(1e-9));
  }

  @Test
  void nothing_is_drawn_outside() {
    assertThat(Axis.covering(List.of()).place(7)).isEqualTo(1);
    assertThat(Axis.covering(List.of(0.0)).ticks()).isNotEmpty();
    assertThat(Axis.covering(List.of(5.0)).place(-1)).isZero();
  }

  @Test
  void numbers_are_brief() {
    assertThat(Axis.brief(0)).isEqualTo("0");
    assertThat(Axis.brief(0.25)).isEqualTo("0.25");
    assertThat(Axis.brief(20_000)).isEqualTo("20k");
    assertThat(Axis.brief(1_500_000)).isEqualTo("1.5M");
  }
}
