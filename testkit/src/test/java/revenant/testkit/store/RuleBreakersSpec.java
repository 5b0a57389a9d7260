package revenant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import revenant.api.store.StoreProvider;

/// A store that breaks one rule fails the tests of that rule, as a plug-in's build runs them: the
/// contracts are run here by JUnit's own launcher, and must fail by name.
class RuleBreakersSpec {
  private static final String C1 = "C1_killed_before_any_call_it_keeps_what_was_saved";

  /// A failed test.
  ///
  /// @param rule its method
  /// @param message of its exception
  private record Failed(String rule, String message) {}

  static final class Plain extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new PlainStore();
    }
  }

  static final class Loses extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.LosesTheLastSave();
    }
  }

  static final class Half extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.AppliesHalfOfTheChanges();
    }
  }

  static final class Position extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.CutsThePosition();
    }
  }

  static final class AtClose extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.SavesWhenItIsClosed();
    }
  }

  static final class AfterKill extends StoreContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.LoadsNothingAfterAKill();
    }
  }

  static final class PlainKilled extends StoreCrashContract {
    @Override
    protected StoreProvider provider() {
      return new PlainStore();
    }
  }

  static final class TornKilled extends StoreCrashContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.AnswersTornCheckpoints();
    }
  }

  static final class LockKilled extends StoreCrashContract {
    @Override
    protected StoreProvider provider() {
      return new RuleBreakers.RespectsAStaleLock();
    }
  }

  @Test
  void one_that_breaks_none_passes() {
    assertThat(failures(selectClass(Plain.class))).isEmpty();
    assertThat(killed(PlainKilled.class)).isEmpty();
  }

  @Test
  void a_lost_save_is_missed() {
    assertThat(rules(Loses.class))
        .contains(
            "S2_what_was_saved_is_loaded_at_once_and_after_reopening",
            "S2_the_newest_checkpoint_counts",
            "S3_what_was_saved_is_there_after_the_process_died");
  }

  @Test
  void a_torn_checkpoint_is_told_from_a_whole_one() {
    assertThat(killed(TornKilled.class))
        .singleElement()
        .satisfies(failed -> {
          assertThat(failed.rule()).isEqualTo(C1);
          assertThat(failed.message()).contains("killed before write(");
        });
  }

  @Test
  void changes_that_were_applied_by_half_do_not_add_up() {
    assertThat(rules(Half.class)).contains("S4_changes_add_up").doesNotContain(C1);
  }

  @Test
  void a_wrong_position_is_noticed() {
    assertThat(rules(Position.class)).containsExactly("S7_area_position_and_format_come_back");
  }

  @Test
  void a_save_that_is_not_safe_when_it_returns_does_not_outlive_the_process() {
    assertThat(rules(AtClose.class))
        .contains("S3_what_was_saved_is_there_after_the_process_died")
        .doesNotContain("S2_what_was_saved_is_loaded_at_once_and_after_reopening");
  }

  @Test
  void one_that_does_not_load_after_a_kill_is_no_store() {
    List<Failed> failures = failures(selectClass(AfterKill.class));
    assertThat(failures)
        .anySatisfy(failed -> {
          assertThat(failed.rule()).isEqualTo("S3_what_was_saved_is_there_after_the_process_died");
          assertThat(failed.message()).contains("the store was not closed");
        });
  }

  @Test
  void a_stale_lock_must_not_block_the_start() {
    assertThat(killed(LockKilled.class))
        .singleElement()
        .satisfies(failed -> {
          assertThat(failed.rule()).isEqualTo(C1);
          assertThat(failed.message()).contains("killed before", "checkpoint.lock");
        });
  }

  private static List<Failed> killed(Class<? extends StoreCrashContract> tests) {
    return failures(selectMethod(tests, C1));
  }

  private static List<String> rules(Class<? extends StoreContract> tests) {
    return failures(selectClass(tests)).stream().map(Failed::rule).distinct().toList();
  }

  /// Runs tests as a build does. The machinery of this very build is not to be told.
  private static List<Failed> failures(DiscoverySelector tests) {
    List<Failed> failures = new ArrayList<>();
    LauncherConfig alone =
        LauncherConfig.builder().enableTestExecutionListenerAutoRegistration(false).build();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(tests).build();
    int[] run = {0};
    Launcher launcher = LauncherFactory.create(alone);
    launcher.execute(
        request,
        new TestExecutionListener() {
          @Override
          public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) run[0]++;
            result
                .getThrowable()
                .ifPresent(cause -> failures.add(new Failed(rule(test), text(cause))));
          }
        });
    assertThat(run[0]).as("tests run").isPositive();
    return failures;
  }

  /// The message, and that of what caused it.
  private static String text(Throwable cause) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = cause; each != null; each = each.getCause())
      text.append(each).append('\n');
    return text.toString();
  }

  private static String rule(TestIdentifier test) {
    TestSource source = test.getSource().orElseThrow();
    return source instanceof MethodSource method ? method.getMethodName() : test.getDisplayName();
  }
}
