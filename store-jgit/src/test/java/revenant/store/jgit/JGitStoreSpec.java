package revenant.store.jgit;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreContract;

class JGitStoreSpec extends StoreContract {
  @Override
  protected StoreProvider provider() {
    return new JGitStoreProvider();
  }
}
