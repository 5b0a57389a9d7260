package revenant.store.mapdb;

import java.io.IOException;
import java.nio.file.Path;
import revenant.api.store.Store;
import revenant.api.store.StoreOptions;
import revenant.api.store.StoreProvider;

/// The entry of the plug-in.
public final class MapDbStoreProvider implements StoreProvider {
  /// Does nothing yet.
  public MapDbStoreProvider() {}

  @Override
  public String name() {
    return "mapdb";
  }

  @Override
  public Store open(Path folder, StoreOptions options) throws IOException {
    return new MapDbStore(folder, options, () -> {});
  }
}
