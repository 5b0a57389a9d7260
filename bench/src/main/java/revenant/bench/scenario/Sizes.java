package revenant.bench.scenario;

/// Numbers as names have them.
final class Sizes {
  private static final int THOUSAND = 1000;

  private Sizes() {}

  /// Such as 100k, or 1m.
  static String text(int size) {
    if (size == 0 || size % THOUSAND != 0) return "" + size;
    int thousands = size / THOUSAND;
    return thousands % THOUSAND == 0 ? thousands / THOUSAND + "m" : thousands + "k";
  }
}
