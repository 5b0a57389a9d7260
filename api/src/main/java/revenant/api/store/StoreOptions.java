package revenant.api.store;

/// What an operator may set for every store.
///
/// @param historyChanges how many of the newest changes stay readable one by one, if the store
///   keeps history at all; 0 or more, 10 000 unless set
/// @param bytesMax what the store should keep its files below, in bytes; it may briefly be exceeded
///   while files are replaced by smaller ones
public record StoreOptions(int historyChanges, long bytesMax) {
  /// The defaults: 10 000 changes, 128 MiB.
  public static final StoreOptions DEFAULT = new StoreOptions(10_000, 128L << 20);
}
