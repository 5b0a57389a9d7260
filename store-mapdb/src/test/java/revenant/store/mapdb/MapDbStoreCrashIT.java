package revenant.store.mapdb;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreCrashContract;

class MapDbStoreCrashIT extends StoreCrashContract {
  @Override
  protected StoreProvider provider() {
    return new MapDbStoreProvider();
  }
}
