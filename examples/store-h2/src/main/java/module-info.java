/// A store for Revenant that keeps its checkpoints in an MVStore, the file format below H2.
module com.example.revenant.h2store {
  requires com.h2database.mvstore;
  requires revenant.api;

  provides revenant.api.store.StoreProvider with
      com.example.revenant.h2store.H2StoreProvider;
}
