package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import revenant.server.engine.Description;
import revenant.server.engine.Limits;
import revenant.server.engine.State;

/// Which moments are kept apart until they are saved.
final class BacklogSpec {
  private static final State STATE = State.initial(Limits.STANDARD);

  private static final Entry REQUEST =
      new Entry(new Origin("server", 0, 0, Description.NONE, 0, 0), List.of());

  private final Backlog backlog = new Backlog();
  private long position;

  private void add(int count) {
    add(count, 1);
  }

  private void add(int count, int requests) {
    List<Entry> turn = Collections.nCopies(requests, REQUEST);
    for (int i = 0; i < count; i++) backlog.add(new Moment(STATE, ++position), turn);
  }

  private long take(int count) {
    return Objects.requireNonNull(backlog.take(count)).moment().position();
  }

  @Test
  void each_is_kept_until_there_are_too_many() {
    add(Backlog.ROOTS_MAX - 1);
    assertThat(backlog.isCrowded()).isFalse();
    assertThat(take(1)).isEqualTo(1);
    assertThat(take(2)).isEqualTo(3);
    add(100);
    assertThat(backlog.isCrowded()).isTrue();
    assertThat(backlog.size()).isEqualTo(Backlog.ROOTS_MAX);
    assertThat(take(Backlog.ROOTS_MAX)).isEqualTo(position);
    add(1);
    assertThat(backlog.isCrowded()).isFalse();
  }

  @Test
  void after_too_many_the_next_are_one_until_fewer_come() {
    add(Backlog.CROWD);
    take(backlog.size());
    add(Backlog.CROWD);
    assertThat(backlog.size()).isEqualTo(1);
    assertThat(take(1)).isEqualTo(position);
    add(3);
    assertThat(backlog.size()).isEqualTo(1);
    assertThat(take(1)).isEqualTo(position);
    assertThat(backlog.isCrowded()).isFalse();
    add(3);
    assertThat(backlog.size()).isEqualTo(3);
    assertThat(take(1)).isEqualTo(position - 2);
  }

  @Test
  void a_few_of_many_requests_each_are_too_many_too() {
    add(10, Backlog.CROWD / 10 + 1);
    assertThat(take(1)).isEqualTo(1);
    add(10, 1);
    assertThat(backlog.size()).isEqualTo(9);
  }

  @Test
  void what_could_not_be_saved_comes_first_again() {
    add(2);
    Handed first = Objects.requireNonNull(backlog.take(1));
    backlog.putBack(first);
    assertThat(take(1)).isEqualTo(1);
    assertThat(take(1)).isEqualTo(2);
    assertThat(backlog.take(1)).isNull();
  }
}
