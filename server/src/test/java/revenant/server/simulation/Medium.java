package revenant.server.simulation;

import java.util.ArrayList;
import java.util.List;
import revenant.server.engine.Change;
import revenant.server.engine.State;
import revenant.server.journal.Checkpoints;
import revenant.server.journal.Choices;
import revenant.server.journal.Entry;
import revenant.server.journal.Records;

/// What is durable besides the pages: a checkpoint and the records after it.
final class Medium {
  private static final int RECORDS_MAX = 60;

  private final Choices choices;
  private final List<byte[]> records = new ArrayList<>();
  private State checkpoint;
  private State state;

  Medium(Choices choices, State initial) {
    this.choices = choices;
    checkpoint = initial;
    state = initial;
  }

  /// The state that a recovery would find now, but for what a crash does to it.
  State state() {
    return state;
  }

  void append(List<Entry> entries) {
    byte[] record = Records.encode(entries);
    records.add(record);
    state = after(state, record);
  }

  void checkConsuming(long session, long position) {
    Oracles.check(
        state.session(session).consumed() >= position,
        "order: input is let go of before it is durable");
  }

  void checkPublishing(long session, long end) {
    Oracles.check(
        state.session(session).outbox().end() >= end,
        "order: output is visible before it is durable");
  }

  /// @param shown the state of the process that tells somebody
  void checkTelling(State shown) {
    Oracles.check(
        state.tree().equals(shown.tree()), "order: a client is told before the change is durable");
  }

  /// The checkpointer saves `now`, which the last record led to.
  void mayCheckpoint(State now) {
    if (records.size() < RECORDS_MAX || !choices.oneIn(10)) return;
    checkpoint = Checkpoints.kept(now);
    records.clear();
  }

  State recover() {
    State recovered = checkpoint;
    for (byte[] record : records) recovered = after(recovered, record);
    return recovered;
  }

  private static State after(State state, byte[] record) {
    State after = state;
    for (Entry entry : Records.decode(record)) after = Change.all(after, entry.changes());
    return after;
  }
}
