package revenant.server.engine;

import java.util.Random;
import java.util.stream.LongStream;

/// Where a seeded test draws its decisions from: the same seed, the same test.
final class Choices {
  private final Random random;

  Choices(long seed) {
    random = new Random(seed);
  }

  /// The seeds of a run: `count` fixed ones, or the one that `-Drevenant.seed` names.
  static LongStream seeds(int count) {
    Long wanted = Long.getLong("revenant.seed");
    return wanted == null ? LongStream.rangeClosed(1, count) : LongStream.of(wanted);
  }

  /// A number from 0 up, below `bound`.
  int below(int bound) {
    return random.nextInt(bound);
  }

  /// True once in `times` on average.
  boolean oneIn(int times) {
    return below(times) == 0;
  }
}
