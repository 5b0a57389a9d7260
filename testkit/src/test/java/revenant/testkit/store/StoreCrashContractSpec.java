package revenant.testkit.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import revenant.api.store.StoreProvider;

/// The crash loop finds what is wrong with a store, and nothing with one that is right.
class StoreCrashContractSpec {
  private static final Rule C1 =
      StoreCrashContract::C1_killed_before_any_call_it_keeps_what_was_saved;
  private static final Rule C2 =
      StoreCrashContract::C2_killed_again_when_it_opens_it_keeps_what_was_saved;
  private static final Rule C3 =
      StoreCrashContract::C3_stopped_at_any_instruction_it_has_on_file_what_was_saved;

  private interface Rule {
    void run(StoreCrashContract contract) throws Exception;
  }

  @Test
  void a_careful_store_passes() throws Exception {
    check(ToyStore.Careful::new, C1);
    check(ToyStore.Careful::new, C2);
    check(ToyStore.Careful::new, C3);
  }

  @Test
  void a_file_that_is_written_in_place_is_found_damaged_before_the_write() {
    assertThatThrownBy(() -> check(ToyStore.InPlace::new, C1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("killed before write(")
        .hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void a_save_that_comes_later_is_missed() {
    assertThatThrownBy(() -> check(ToyStore.Late::new, C1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("killed by nobody");
  }

  @Test
  void what_a_kill_leaves_in_the_way_is_noticed() {
    assertThatThrownBy(() -> check(ToyStore.Stuck::new, C1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("killed before");
  }

  @Test
  void what_is_torn_in_a_mapped_file_is_noticed() {
    assertThatThrownBy(() -> check(ToyStore.Mapped::new, C3))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("stop ")
        .hasRootCauseMessage("the file is torn");
  }

  private static void check(Supplier<StoreProvider> provider, Rule rule) throws Exception {
    rule.run(
        new StoreCrashContract() {
          @Override
          protected StoreProvider provider() {
            return provider.get();
          }
        });
  }
}
