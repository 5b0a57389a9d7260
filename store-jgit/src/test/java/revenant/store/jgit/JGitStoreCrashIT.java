package revenant.store.jgit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreCrashContract;

class JGitStoreCrashIT extends StoreCrashContract {
  @Override
  protected StoreProvider provider() {
    return new JGitStoreProvider();
  }

  @Override
  protected void inspect(Path folder) throws IOException {
    if (!StockGit.isThere()) return;
    StockGit.Result fsck = new StockGit(folder).fsck();
    assertThat(fsck.output()).isEmpty();
    assertThat(fsck.status()).isZero();
  }
}
