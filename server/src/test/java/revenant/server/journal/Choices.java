package revenant.server.journal;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;

/// Where a seeded test draws its decisions from: the same seed, the same test.
public final class Choices {
  private final Random random;

  public Choices(long seed) {
    random = new Random(seed);
  }

  /// The seeds of a run: `count` fixed ones, or the one that `-Drevenant.seed` names, or for a
  /// simulation `-Drevenant.simulation.seed`.
  public static LongStream seeds(int count) {
    Long wanted = Long.getLong("revenant.simulation.seed", Long.getLong("revenant.seed"));
    return wanted == null ? LongStream.rangeClosed(1, count) : LongStream.of(wanted);
  }

  /// A number from 0 up, below `bound`.
  public int below(int bound) {
    return random.nextInt(bound);
  }

  /// One of `all`.
  public <T> T of(List<T> all) {
    return all.get(below(all.size()));
  }

  /// Any number.
  public long any() {
    return random.nextLong() >>> below(Long.SIZE);
  }

  public boolean flag() {
    return random.nextBoolean();
  }

  /// True once in `times` on average.
  public boolean oneIn(int times) {
    return below(times) == 0;
  }

  public byte[] octets(int lengthMax) {
    byte[] octets = new byte[below(lengthMax + 1)];
    random.nextBytes(octets);
    return octets;
  }
}
