package revenant.transport.ring.guest;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/// A guest that never stops asking, and checks whatever it is told: each write can be read, is told
/// of by exactly one event, and what a transaction committed is there. It cannot tell whether the
/// server died meanwhile but for transactions that it has to begin again.
final class Load {
  private static final String COUNT = "data/count";
  private static final String IN_TRANSACTION = "data/committed";
  private static final String SHORT_LIVED = "data/short-lived";
  private static final int TRANSACTION_EVERY = 8;
  private static final int LARGE_EVERY = 16;

  /// More than a ring holds, and no more than a node may.
  private static final int LARGE = 1500;

  private final Player player;
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong aborted = new AtomicLong();

  Load(Player player) {
    this.player = player;
  }

  /// Goes on for so many rounds.
  void run(long max) throws IOException, Refused {
    player.watch(COUNT, "load");
    expect(COUNT, player.event());
    for (long round = 1; round <= max; round++) {
      write(round);
      if (round % TRANSACTION_EVERY == 0) commit(round);
      rounds.set(round);
    }
  }

  private void write(long round) throws IOException, Refused {
    String value = round % LARGE_EVERY == 0 ? round + "-".repeat(LARGE) : Long.toString(round);
    player.write(COUNT, value);
    expect(COUNT, player.event());
    expect(value, player.read(COUNT));
    if (player.hasEvent()) throw new IllegalStateException("an event too many");
  }

  private void commit(long round) throws IOException, Refused {
    String value = Long.toString(round);
    player.make(SHORT_LIVED);
    int transaction = begun(value);
    while (!player.commit(transaction)) {
      aborted.incrementAndGet();
      transaction = begun(value);
    }
    expect(value, player.read(IN_TRANSACTION));
    player.remove(SHORT_LIVED);
  }

  private int begun(String value) throws IOException, Refused {
    int transaction = player.startTransaction();
    player.write(transaction, IN_TRANSACTION, value);
    return transaction;
  }

  private static void expect(String expected, String found) {
    if (!found.equals(expected))
      throw new IllegalStateException("'" + found + "' instead of '" + expected + "'");
  }

  /// What was done so far; for any thread.
  String report() {
    return "%d rounds, %d transactions begun again".formatted(rounds.get(), aborted.get());
  }
}
