package revenant.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.store.StoreProvider;
import revenant.testkit.process.Scratch;

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

  /// One of so many kills is followed by another.
  private static final int TWICE = 5;

  /// The second one comes before one of the first so many calls of such a process.
  private static final int SOON = 12;

  /// How far the first process comes if nobody kills it, and how far the second.
  private static final long LAST = 9;

  private static final long LATER = 2 * LAST;
  private static final long NEVER = Integer.MAX_VALUE;
  private static final int PATIENCE_SECONDS = 60;
  private static final int PAUSE_MICROS_MAX = 3000;
  private static final int KILLED = 128 + 9;

  private final Scenario scenario = new Scenario();

  @SuppressWarnings("NullAway.Init")
  private Scratch scratch;

  /// For the plug-in's own test class.
  protected StoreCrashContract() {}

  /// The plug-in to test.
  protected abstract StoreProvider provider();

  /// What else must be true of a store that was killed and has been opened and closed since.
  ///
  /// @param folder the store's
  protected void inspect(Path folder) throws Exception {}

  @BeforeEach
  final void makeScratch() throws IOException {
    scratch = Scratch.create();
  }

  @AfterEach
  final void removeScratch() throws IOException {
    scratch.close();
  }

  @Test
  void C1_killed_before_any_call_it_keeps_what_was_saved() throws Exception {
    List<Strace.Call> all = calls();
    List<Strace.Call> chosen = chosen(all, KILLS);
    int killed = 0;
    for (Strace.Call call : chosen) {
      newStore();
      if (isKilled(call, LAST)) killed++;
      check(store(), marks(Marks.none()), "killed before " + call.text());
    }
    System.out.printf(
        "%s: %d kills at %d of the %d calls that change its files%n",
        provider().name(), killed, chosen.size(), all.size());
    assertThat(killed).isGreaterThan(chosen.size() * 9 / 10);
  }

  @Test
  void C2_killed_again_when_it_opens_it_keeps_what_was_saved() throws Exception {
    List<Strace.Call> calls = chosen(calls(), KILLS / TWICE);
    List<Strace.Call> later = logged(LATER);
    int twice = 0;
    for (Strace.Call call : calls) {
      newStore();
      run(Strace.killing(call), LAST);
      Marks before = marks(Marks.none());
      Strace.Call second = later.get(calls.indexOf(call) % Math.min(SOON, later.size()));
      if (isKilled(second, LATER)) twice++;
      Marks after = marks(before);
      String when = "killed before " + call.text() + ", and again before " + second.text();
      assertThat(after.found()).as(when).isBetween(before.saved(), before.begun());
      check(store(), after, when);
    }
    assertThat(twice).isPositive();
  }

  @Test
  void C3_stopped_at_any_instruction_it_has_on_file_what_was_saved() throws Exception {
    long seed = Long.getLong("revenant.seed", System.nanoTime());
    Random random = new Random(seed);
    int insideASave = 0;
    newStore();
    Process process = start(SavingProcess.command(provider(), store(), NEVER));
    Pausable saving = new Pausable(process);
    try {
      while (marks(Marks.none()).saved() < 0 && process.isAlive()) pause(random);
      for (int stop = 0; stop < STOPS; stop++) {
        pause(random);
        saving.stop();
        Marks marks = marks(Marks.none());
        if (marks.isInsideASave()) insideASave++;
        Folders.copy(store(), copy());
        check(copy(), marks, "seed " + seed + ", stop " + stop + ", " + marks);
        Scratch.delete(copy());
        saving.resume();
      }
    } catch (IOException failure) {
      throw new AssertionError(said(), failure);
    } finally {
      process.destroyForcibly().waitFor();
    }
    System.out.printf(
        "%s: %d stops, %d of them inside a save, %d saves%n",
        provider().name(), STOPS, insideASave, marks(Marks.none()).saved());
    assertThat(insideASave).isPositive();
  }

  /// The calls of a process that nobody kills, and that finds nothing.
  private List<Strace.Call> calls() throws Exception {
    newStore();
    List<Strace.Call> calls = logged(LAST);
    check(store(), new Marks(LAST, LAST, LAST), "killed by nobody");
    return calls;
  }

  /// The calls of a process that nobody kills, and that finds what is there.
  private List<Strace.Call> logged(long last) throws Exception {
    Path log = scratch.resolve("log");
    int status = run(Strace.logging(log), last);
    if (status != 0) fail("exit status " + status + ": " + said());
    List<Strace.Call> calls = Strace.read(log, store());
    assertThat(calls).as("calls that change files below " + store()).isNotEmpty();
    return calls;
  }

  private static List<Strace.Call> chosen(List<Strace.Call> calls, int count) {
    if (calls.size() <= count) return calls;
    List<Strace.Call> chosen = new ArrayList<>();
    for (long i = 0; i < count; i++) chosen.add(calls.get((int) (i * calls.size() / count)));
    return chosen;
  }

  /// Whether it was killed, or had ended by itself: threads of its own make a process differ a
  /// little from the last.
  private boolean isKilled(Strace.Call call, long last) throws Exception {
    int status = run(Strace.killing(call), last);
    if (status != 0 && status != KILLED) fail("exit status " + status + ": " + said());
    return status == KILLED;
  }

  private int run(List<String> before, long last) throws Exception {
    List<String> command = new ArrayList<>(before);
    command.addAll(SavingProcess.command(provider(), store(), last));
    Process process = start(command);
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      fail("it does not end: " + said());
    }
    return process.exitValue();
  }

  private Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(out().toFile())
        .redirectError(err().toFile())
        .start();
  }

  private void check(Path folder, Marks marks, String when) throws Exception {
    Optional<Checkpoint> found;
    long next;
    try (Store store = provider().open(folder, Scenario.OPTIONS)) {
      found = store.load();
      long position = found.map(Checkpoint::journalPosition).orElse(Scenario.NOTHING);
      assertThat(position).as(when).isBetween(marks.saved(), marks.begun());
      assertThat(differences(position, found)).as(when).isEmpty();
      assertThat(found).as(when).isEqualTo(scenario.checkpoint(position));
      next = position + 1;
      scenario.save(store, next);
    } catch (IOException | RuntimeException failure) {
      throw new AssertionError(when, failure);
    }
    try (Store store = provider().open(folder, Scenario.OPTIONS)) {
      assertThat(store.load()).as("a save after: " + when).isEqualTo(scenario.checkpoint(next));
    }
    inspect(folder);
  }

  private List<String> differences(long position, Optional<Checkpoint> found) {
    return position == Scenario.NOTHING
        ? List.of()
        : Differences.between(
            scenario.checkpoint(position).orElseThrow().tree(), found.orElseThrow().tree());
  }

  /// Lets it work for as long as a few saves take.
  private static void pause(Random random) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(PAUSE_MICROS_MAX)));
  }

  private Marks marks(Marks before) throws IOException {
    return Marks.read(out(), before);
  }

  private void newStore() throws IOException {
    Scratch.delete(store());
    Files.createDirectory(store());
  }

  private String said() throws IOException {
    return Files.readString(out(), UTF_8) + Files.readString(err(), UTF_8);
  }

  private Path store() {
    return scratch.resolve("store");
  }

  private Path copy() {
    return scratch.resolve("copy");
  }

  private Path out() {
    return scratch.resolve("out");
  }

  private Path err() {
    return scratch.resolve("err");
  }
}
