package revenant.testkit.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import revenant.api.store.Cause;
import revenant.api.store.Causes;
import revenant.api.store.Changes;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.tree.Tree;

/// Saves one tree after another to a store, as the server's checkpointer does: positions count up,
/// and each save tells what changed since the one before.
public final class Saver {
  /// The area that all checkpoints of a saver belong to.
  public static final UUID AREA = UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2");

  private static final int FORMAT = 1;
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

  private final Store store;
  private @Nullable Checkpoint newest;

  /// Goes on where `store` is: at its newest checkpoint, if it has one.
  public Saver(Store store) throws IOException {
    this.store = store;
    newest = store.load().orElse(null);
  }

  /// The checkpoint loaded or saved last.
  public Optional<Checkpoint> newest() {
    return Optional.ofNullable(newest);
  }

  /// Saves `tree` as the result of one request.
  public Checkpoint save(Tree tree) throws IOException {
    long position = newest == null ? 0 : newest.journalPosition() + 1;
    return save(tree, Causes.of(cause(position)));
  }

  /// Saves `tree` as the result of `causes`.
  public Checkpoint save(Tree tree, Causes causes) throws IOException {
    long position = newest == null ? 0 : newest.journalPosition() + 1;
    return save(new Checkpoint(AREA, position, FORMAT, tree), causes);
  }

  /// Saves `next` as the result of `causes`.
  public Checkpoint save(Checkpoint next, Causes causes) throws IOException {
    Optional<Tree> since = newest().map(Checkpoint::tree);
    store.save(next, new Changes(since, next.tree()), causes);
    newest = next;
    return next;
  }

  /// The request behind the checkpoint at `position`, a second after the one before.
  public static Cause cause(long position) {
    Instant when = BEGIN.plusSeconds(position);
    return new Cause("domain 3", 3, when, "WRITE /a/" + position, (int) position, 0);
  }
}
