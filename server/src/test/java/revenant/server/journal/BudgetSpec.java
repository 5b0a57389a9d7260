package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// How long saves wait, in seconds.
final class BudgetSpec {
  private static final double SECOND = 1e9;
  private static final long BYTES_A_SECOND = 4 << 20;

  private final Budget budget = new Budget(0);

  private double waitAt(double seconds) {
    return budget.nanosUntilEarned((long) (seconds * SECOND)) / SECOND;
  }

  private void spendTime(double seconds) {
    budget.spend((long) (seconds * SECOND), 0);
  }

  @Test
  void a_tenth_of_a_second_is_there_to_begin_with_and_each_second() {
    spendTime(0.1);
    assertThat(waitAt(0)).isZero();
    spendTime(0.05);
    assertThat(waitAt(0)).isEqualTo(0.5);
    assertThat(waitAt(0.2)).isEqualTo(0.3);
    assertThat(waitAt(1)).isZero();
  }

  @Test
  void so_are_bytes() {
    budget.spend(0, 2 * BYTES_A_SECOND);
    assertThat(waitAt(0)).isEqualTo(1);
    assertThat(waitAt(1)).isZero();
  }

  @Test
  void what_a_process_spends_that_has_just_begun_costs_a_second_at_most() {
    spendTime(0.5);
    assertThat(waitAt(0)).isEqualTo(1);
    assertThat(waitAt(20)).isZero();
    spendTime(0.6);
    assertThat(waitAt(20)).isEqualTo(5);
  }
}
