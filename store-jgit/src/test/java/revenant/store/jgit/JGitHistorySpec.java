package revenant.store.jgit;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.HistoryContract;

class JGitHistorySpec extends HistoryContract {
  @Override
  protected StoreProvider provider() {
    return new JGitStoreProvider();
  }
}
