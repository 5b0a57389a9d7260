package revenant.store.mapdb;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreContract;

class MapDbStoreTest extends StoreContract {
  @Override
  protected StoreProvider provider() {
    return new MapDbStoreProvider();
  }
}
