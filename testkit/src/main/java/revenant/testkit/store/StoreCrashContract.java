package revenant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import revenant.api.store.StoreProvider;

/// What a store keeps when its process dies, wherever that is. A process of its own saves one
/// checkpoint after the other, tidies, closes and opens again, and says each time what is safe. The
/// last that was said to be saved must be found, or the one that was being saved: as a whole, and
/// so that the store can go on.
///
/// - C1 killed before any system call that changes a file or a folder of the store's;
/// - C2 killed once more while it opens what the first kill left;
/// - C3 stopped between any two instructions, for what changes in mapped files without a call.
///
/// C1 and C2 need Debian's `strace`. How many calls are chosen, evenly, says the system property
/// `revenant.store.kills` (20 unless set; any number larger than there are calls for all), how
/// often a process is stopped `revenant.store.stops` (50). A write is made or not: what is left of
/// one that the kernel was killed in is not tried here.
public abstract class StoreCrashContract {
  private static final int KILLS = Integer.getInteger("revenant.store.kills", 20);
  private static final int STOPS = Integer.getInteger("revenant.store.stops", 50);

  /// So many kills are followed by another.
  private static final int TWICE = Math.max(4, KILLS / 10);

  /// The second one comes before one of the first so many calls of such a process.
  private static final int SOON = 12;

  /// How far the first process comes if nobody kills it, and how far the second.
  private static final long LAST = 9;

  private static final long LATER = 2 * LAST;
  private static final long NEVER = Integer.MAX_VALUE;
  private static final int PAUSE_MICROS_MAX = 3000;

  /// So many processes are killed beside each other.
  private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);

  /// For the plug-in's own test class.
  protected StoreCrashContract() {}

  /// The plug-in to test. Called by several threads, as what it answers is.
  protected abstract StoreProvider provider();

  /// What else must be true of a store that was killed and has been opened and closed since. Called
  /// by several threads, each for another store.
  ///
  /// @param folder the store's
  protected void inspect(Path folder) throws Exception {}

  private Victim victim() throws IOException {
    return new Victim(provider(), this::inspect);
  }

  @Test
  void C1_killed_before_any_call_it_keeps_what_was_saved() throws Exception {
    List<Strace.Call> all;
    try (Victim victim = victim()) {
      all = calls(victim);
    }
    List<Strace.Call> chosen = chosen(all, KILLS);
    int killed =
        countOf(
            chosen,
            (victim, call) -> {
              victim.beginAnew();
              boolean isKilled = victim.isKilled(call, LAST);
              victim.check(victim.marks(Marks.none()), "killed before " + call.text());
              return isKilled;
            });
    System.out.printf(
        "%s: %d kills at %d of the %d calls that change its files%n",
        provider().name(), killed, chosen.size(), all.size());
    assertThat(killed).isGreaterThan(chosen.size() * 9 / 10);
  }

  @Test
  void C2_killed_again_when_it_opens_it_keeps_what_was_saved() throws Exception {
    List<Strace.Call> calls;
    List<Strace.Call> later;
    try (Victim victim = victim()) {
      calls = chosen(calls(victim), TWICE);
      later = victim.calls(LATER);
    }
    int twice =
        countOf(
            calls,
            (victim, call) -> {
              victim.beginAnew();
              victim.isKilled(call, LAST);
              Marks before = victim.marks(Marks.none());
              Strace.Call second = later.get(calls.indexOf(call) % Math.min(SOON, later.size()));
              boolean isKilled = victim.isKilled(second, LATER);
              Marks after = victim.marks(before);
              String when = "killed before " + call.text() + ", and again before " + second.text();
              assertThat(after.found()).as(when).isBetween(before.saved(), before.begun());
              victim.check(after, when);
              return isKilled;
            });
    assertThat(twice).isPositive();
  }

  @Test
  void C3_stopped_at_any_instruction_it_has_on_file_what_was_saved() throws Exception {
    long seed = Long.getLong("revenant.seed", System.nanoTime());
    Random random = new Random(seed);
    int insideASave = 0;
    try (Victim victim = victim()) {
      Process process = victim.start(NEVER);
      Pausable saving = new Pausable(process);
      try {
        while (victim.marks(Marks.none()).saved() < 0 && process.isAlive()) pause(random);
        for (int stop = 0; stop < STOPS; stop++) {
          pause(random);
          saving.stop();
          Marks marks = victim.marks(Marks.none());
          if (marks.isInsideASave()) insideASave++;
          victim.checkCopy(marks, "seed " + seed + ", stop " + stop + ", " + marks);
          saving.resume();
        }
      } catch (IOException failure) {
        throw new AssertionError(victim.said(), failure);
      } finally {
        process.destroyForcibly().waitFor();
      }
      System.out.printf(
          "%s: %d stops, %d of them inside a save, %d saves%n",
          provider().name(), STOPS, insideASave, victim.marks(Marks.none()).saved());
    }
    assertThat(insideASave).isPositive();
  }

  /// The calls of a process that finds nothing, and that nobody kills.
  private static List<Strace.Call> calls(Victim victim) throws Exception {
    victim.rehearse(LAST);
    List<Strace.Call> calls = victim.calls(LAST);
    victim.check(new Marks(LAST, LAST, LAST), "killed by nobody");
    return calls;
  }

  private static List<Strace.Call> chosen(List<Strace.Call> calls, int count) {
    if (calls.size() <= count) return calls;
    List<Strace.Call> chosen = new ArrayList<>();
    for (long i = 0; i < count; i++) chosen.add(calls.get((int) (i * calls.size() / count)));
    return chosen;
  }

  private interface Trial {
    boolean isKilled(Victim victim, Strace.Call call) throws Exception;
  }

  /// Tries all calls, several at a time; answers at how many the process was killed.
  private int countOf(List<Strace.Call> calls, Trial trial) throws Exception {
    Queue<Strace.Call> left = new ConcurrentLinkedQueue<>(calls);
    int killed = 0;
    try (ExecutorService lanes = Executors.newFixedThreadPool(LANES)) {
      Callable<Integer> lane = () -> countOf(left, trial);
      for (Future<Integer> count : lanes.invokeAll(Collections.nCopies(LANES, lane)))
        killed += count.get();
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof Error error) throw error;
      throw failure;
    }
    return killed;
  }

  /// What one lane does of it; one that fails ends them all.
  private int countOf(Queue<Strace.Call> left, Trial trial) throws Exception {
    int killed = 0;
    try (Victim victim = victim()) {
      for (var call = left.poll(); call != null; call = left.poll())
        if (trial.isKilled(victim, call)) killed++;
    } catch (Exception | Error failure) {
      left.clear();
      throw failure;
    }
    return killed;
  }

  /// Lets it work for as long as a few saves take.
  private static void pause(Random random) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_MICROS_MAX)));
  }
}
