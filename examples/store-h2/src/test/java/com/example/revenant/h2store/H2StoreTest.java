package com.example.revenant.h2store;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreContract;

class H2StoreTest extends StoreContract {
  @Override
  protected StoreProvider provider() {
    return new H2StoreProvider();
  }
}
