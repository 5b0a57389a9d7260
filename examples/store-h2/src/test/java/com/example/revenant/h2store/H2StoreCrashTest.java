package com.example.revenant.h2store;

import revenant.api.store.StoreProvider;
import revenant.testkit.store.StoreCrashContract;

class H2StoreCrashTest extends StoreCrashContract {
  @Override
  protected StoreProvider provider() {
    return new H2StoreProvider();
  }
}
