package revenant.server.journal;

/// With what an area is kept, beside the operator's options.
///
/// @param sizes what it takes
/// @param storage by which its files are changed
/// @param hasThreads whether what is done in the background is done by threads of its own, as it is
///   wherever steps are not counted
record Means(Sizes sizes, Storage storage, boolean hasThreads) {
  static final Means DEFAULT = of(Sizes.DEFAULT);

  static Means of(Sizes sizes) {
    return new Means(sizes, Storage.FILES, true);
  }
}
