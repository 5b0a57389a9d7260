package revenant.testkit.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import revenant.api.store.Checkpoint;
import revenant.api.store.Store;
import revenant.api.store.StoreProvider;
import revenant.testkit.process.Scratch;

/// A store in a folder of its own, and the processes that save to it and die. Several can be tried
/// beside each other, each by one thread.
final class Victim implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;
  private static final int KILLED = 128 + 9;

  /// What else must be true of a store.
  interface Inspection {
    void of(Path folder) throws Exception;
  }

  private final StoreProvider provider;
  private final Inspection inspection;
  private final Scenario scenario = new Scenario();
  private final Scratch scratch;

  Victim(StoreProvider provider, Inspection inspection) throws IOException {
    this.provider = provider;
    this.inspection = inspection;
    scratch = Scratch.create();
    beginAnew();
  }

  /// Makes the store one that nobody has saved to.
  void beginAnew() throws IOException {
    Scratch.delete(store());
    Files.createDirectory(store());
  }

  /// Lets a process run that nobody looks at: the first one takes longer than all others, and makes
  /// other calls.
  void rehearse(long last) throws Exception {
    awaitEnd(start(last));
    beginAnew();
  }

  /// The calls that change the store's files, of a process that nobody kills.
  List<Strace.Call> calls(long last) throws Exception {
    Path log = scratch.resolve("log");
    int status = run(Strace.logging(log), last);
    if (status != 0) fail("exit status " + status + ": " + said());
    List<Strace.Call> calls = Strace.read(log, store());
    assertThat(calls).as("calls that change files below " + store()).isNotEmpty();
    return calls;
  }

  /// Runs a process that dies before `call`, and answers true; or false if it had ended by itself:
  /// threads of its own make a process differ a little from the last.
  boolean isKilled(Strace.Call call, long last) throws Exception {
    int status = run(Strace.killing(call), last);
    if (status != 0 && status != KILLED) fail("exit status " + status + ": " + said());
    return status == KILLED;
  }

  /// Runs a process, its saving thread under `strace`.
  private int run(List<String> strace, long last) throws Exception {
    Process process = startWaiting(last);
    Process tracer = Strace.attach(strace, savingThread(process), scratch.resolve("strace"));
    process.getOutputStream().close();
    awaitEnd(process);
    tracer.waitFor();
    return process.exitValue();
  }

  private void awaitEnd(Process process) throws IOException, InterruptedException {
    if (process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) return;
    process.destroyForcibly();
    fail("it does not end: " + said());
  }

  /// Starts a process that saves until it has saved `last`.
  Process start(long last) throws IOException {
    Process process = startWaiting(last);
    process.getOutputStream().close();
    return process;
  }

  private Process startWaiting(long last) throws IOException {
    return new ProcessBuilder(SavingProcess.command(provider, store(), last))
        .redirectOutput(out().toFile())
        .redirectError(err().toFile())
        .start();
  }

  private long savingThread(Process process) throws IOException, InterruptedException {
    while (process.isAlive()) {
      for (String line : Files.readAllLines(out()))
        if (line.startsWith(SavingProcess.THREAD))
          return Long.parseLong(line.substring(SavingProcess.THREAD.length()).strip());
      Thread.sleep(1);
    }
    return fail("exit status " + process.exitValue() + ": " + said());
  }

  /// What the last process has said, if it found what `before` says.
  Marks marks(Marks before) throws IOException {
    return Marks.read(out(), before);
  }

  /// All that it has written to its outputs.
  String said() throws IOException {
    return Files.readString(out(), UTF_8) + Files.readString(err(), UTF_8);
  }

  /// Holds what is on file against what must be there.
  void check(Marks marks, String when) throws Exception {
    check(store(), marks, when);
  }

  /// The same for a copy of what is on file while the process stands still.
  void checkCopy(Marks marks, String when) throws Exception {
    Path copy = scratch.resolve("copy");
    Folders.copy(store(), copy);
    check(copy, marks, when);
    Scratch.delete(copy);
  }

  private void check(Path folder, Marks marks, String when) throws Exception {
    long next;
    try (Store store = provider.open(folder, Scenario.OPTIONS)) {
      Optional<Checkpoint> found = store.load();
      long position = found.map(Checkpoint::journalPosition).orElse(Scenario.NOTHING);
      assertThat(position).as(when).isBetween(marks.saved(), marks.begun());
      assertThat(differences(position, found)).as(when).isEmpty();
      assertThat(found).as(when).isEqualTo(scenario.checkpoint(position));
      next = position + 1;
      scenario.save(store, next);
    } catch (IOException | RuntimeException failure) {
      throw new AssertionError(when, failure);
    }
    try (Store store = provider.open(folder, Scenario.OPTIONS)) {
      assertThat(store.load()).as("a save after: " + when).isEqualTo(scenario.checkpoint(next));
    }
    inspection.of(folder);
  }

  private List<String> differences(long position, Optional<Checkpoint> found) {
    return position == Scenario.NOTHING
        ? List.of()
        : Differences.between(
            scenario.checkpoint(position).orElseThrow().tree(), found.orElseThrow().tree());
  }

  private Path store() {
    return scratch.resolve("store");
  }

  private Path out() {
    return scratch.resolve("out");
  }

  private Path err() {
    return scratch.resolve("err");
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
