package revenant.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesSpec {
  private final Latencies latencies = new Latencies();

  @Test
  void so_many_of_a_hundred_take_at_most_that() {
    for (int micros = 1; micros <= 1000; micros++) latencies.add(micros * 1000L);
    assertThat(latencies.count()).isEqualTo(1000);
    assertThat(latencies.micros(50)).isCloseTo(500, within(0.5));
    assertThat(latencies.micros(99)).isCloseTo(990, within(1.0));
    assertThat(latencies.maxMicros()).isCloseTo(1000, within(1.0));
  }

  @Test
  void those_of_several_rounds_are_put_together() {
    Latencies other = new Latencies();
    latencies.add(1_000_000);
    other.add(3_000_000);
    latencies.add(other);
    assertThat(latencies.count()).isEqualTo(2);
    assertThat(latencies.maxMicros()).isCloseTo(3000, within(3.0));
  }

  @Test
  void no_time_at_all_and_more_than_an_hour_are_counted_too() {
    latencies.add(0);
    latencies.add(Long.MAX_VALUE);
    assertThat(latencies.count()).isEqualTo(2);
  }
}
