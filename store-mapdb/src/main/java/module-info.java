import org.jspecify.annotations.NullMarked;

/// A store that keeps the newest checkpoint in a MapDB file on mapped memory. No history.
@NullMarked
@SuppressWarnings("requires-automatic")
module revenant.store.mapdb {
  requires com.google.common;
  requires kotlin.stdlib;
  requires mapdb;
  requires org.eclipse.collections.impl;
  requires org.slf4j;
  requires revenant.api;

  provides revenant.api.store.StoreProvider with
      revenant.store.mapdb.MapDbStoreProvider;
}
