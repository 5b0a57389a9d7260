package revenant.launcher.distribution;

import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import revenant.testkit.client.XenstoreClient;

/// Somebody who works for as long as the daemon lives, and knows afterwards what must be there.
/// Works on one thread, and is asked about it when that has ended.
abstract class Worker {
  private static final long NEVER = 0;

  final SplittableRandom random;
  private long acknowledged;
  private volatile long askedAt = NEVER;
  private volatile @Nullable Throwable failure;

  Worker(SplittableRandom random) {
    this.random = random;
  }

  /// Asks for something and waits for the answers.
  abstract void work(XenstoreClient client) throws IOException;

  /// Compares what is there with what may be; from then on that is known. Answers what is wrong, or
  /// nothing.
  abstract String settle(XenstoreClient client) throws IOException;

  /// How many changes it was told are done.
  final long acknowledged() {
    return acknowledged;
  }

  final void acknowledge() {
    acknowledged++;
  }

  final void asking() {
    askedAt = System.nanoTime();
  }

  final void answered() {
    askedAt = NEVER;
  }

  /// Whether it has not been answered what it asked before `instant`.
  final boolean wasWaiting(long instant) {
    long asked = askedAt;
    return asked != NEVER && asked - instant < 0;
  }

  /// What happened that should not.
  final Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /// Works until the daemon is gone.
  final void run(XenstoreClient client) {
    try {
      while (true) work(client);
    } catch (EOFException gone) {
      // As it should be.
    } catch (IOException gone) {
      if (!isGone(gone)) failure = gone;
    } catch (RuntimeException | AssertionError wrong) {
      failure = wrong;
    }
  }

  private static boolean isGone(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("Broken pipe") || message.contains("Connection reset");
  }
}
