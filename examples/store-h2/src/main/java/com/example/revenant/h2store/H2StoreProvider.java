package com.example.revenant.h2store;

import java.io.IOException;
import java.nio.file.Path;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// The store named `h2`.
public final class H2StoreProvider implements StoreProvider {
  /// For the service loader.
  public H2StoreProvider() {}

  @Override
  public String name() {
    return "h2";
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    return new H2Store(folder.resolve("store.mv"));
  }
}
