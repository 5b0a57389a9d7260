package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreCrashContract;

/// Would the crash loop notice a git store that the locks of the dead keep out?
class StaleLockIT {
  /// What is killed is the store as it is. What comes after it takes a lock for somebody's.
  static final class Respecting extends StoreCrashContract {
    @Override
    protected StoreProvider provider() {
      return new StoreProvider() {
        private final StoreProvider real = new JGitStoreProvider();

        @Override
        public String name() {
          return real.name();
        }

        @Override
        public Store open(Path folder, StoreOptions options) throws IOException {
          List<Path> locks = locks(folder);
          if (!locks.isEmpty()) throw new IOException("locked: " + locks);
          return real.open(folder, options);
        }
      };
    }
  }

  private static List<Path> locks(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".lock")).toList();
    }
  }

  @Test
  void a_lock_that_blocks_the_start_is_found() {
    String rule = "C1_killed_before_any_call_it_keeps_what_was_saved";
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request()
                .selectors(selectMethod(Respecting.class, rule))
                .build(),
            listener);
    assertThat(listener.getSummary().getFailures())
        .singleElement()
        .satisfies(failure -> {
          assertThat(failure.getException())
              .hasMessageContaining("killed before")
              .hasStackTraceContaining("locked: ");
          System.out.println("a stale lock: found, " + failure.getException().getMessage());
        });
  }
}
