package revenant.bench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageSpec {
  @Test
  void memory_of_its_own_is_what_status_says() {
    assertThat(Usage.anonymous("VmRSS:\t  900 kB\nRssAnon:\t     132 kB\nRssFile:\t 5 kB\n"))
        .isEqualTo(132 * 1024);
    assertThat(Usage.anonymous("State:\tZ (zombie)\n")).isZero();
  }

  @Test
  void new_threads_count_and_those_that_ended_do_not() {
    var before = new Usage(Map.of("1", 100L, "2", 500L), 0);
    var after = new Usage(Map.of("1", 150L, "3", 7L), 0);
    assertThat(after.nanosSince(before)).isEqualTo(57);
  }

  @Test
  void this_process_has_used_something_and_none_has_not() throws Exception {
    assertThat(Usage.of(ProcessHandle.current().pid()).anonymousBytes()).isPositive();
    assertThat(Usage.of(0).anonymousBytes()).isZero();
  }
}
