package revenant.bench.result;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import revenant.bench.wire.Latencies;

class ResultsSpec {
  private final Results results = new Results();

  @Test
  void the_median_is_the_middle_or_between_the_two_there() {
    add("A", 10, 1000, 30);
    add("B", 10, 30);
    assertThat(results.median("s", "A", "")).hasValue(30);
    assertThat(results.median("s", "B", "")).hasValue(20);
    assertThat(results.median("s", "C", "")).isEmpty();
  }

  /// A round in which the machine was slow was slow for both.
  @Test
  void the_ratio_is_the_median_of_the_rounds_ratios() {
    add("A", 100, 10, 100);
    add("B", 300, 20, 200);
    assertThat(results.ratio("s", "B", "A", "")).hasValue(2);
    assertThat(results.ratio("s", "A", "A", "")).hasValue(1);
    assertThat(results.ratio("s", "A", "C", "")).isEmpty();
  }

  @Test
  void latencies_of_all_rounds_are_together() {
    for (int round = 1; round <= 3; round++) {
      Latencies latencies = new Latencies();
      latencies.add(round * 1_000_000L);
      results.add("s", "A", Outcome.of(figure(1)).with(latencies));
    }
    assertThat(results.latencies("s", "A").orElseThrow().count()).isEqualTo(3);
    assertThat(results.median("s", "A", "p50").orElseThrow()).isBetween(1990.0, 2010.0);
    assertThat(results.latencies("s", "B")).isEmpty();
  }

  @Test
  void numbers_have_three_digits_or_more() {
    assertThat(Unit.PER_SECOND.text(123456.7)).isEqualTo("123,457/s");
    assertThat(Unit.MICROS.text(12.34)).isEqualTo("12.3 us");
    assertThat(Unit.MILLIS.text(0.0123)).isEqualTo("0.012 ms");
    assertThat(Unit.PERCENT.text(1.5)).isEqualTo("1.50%");
    assertThat(Unit.COUNT.text(0)).isEqualTo("0");
  }

  private void add(String target, double... values) {
    for (double value : values) results.add("s", target, Outcome.of(figure(value)));
  }

  private static Figure figure(double value) {
    return new Figure("", value, Unit.PER_SECOND);
  }
}
