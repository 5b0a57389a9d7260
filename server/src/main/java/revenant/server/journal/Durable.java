package revenant.server.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Bytes;
import revenant.api.tree.Tree;
import revenant.server.engine.State;
import revenant.server.setup.AckMode;
import revenant.server.setup.RecoveryReport;

/// The journal, the checkpoints and the threads that make them, at the loop's service.
final class Durable implements Persistence {
  private final OpenArea area;
  private final Storage storage;
  private final AckMode ack;
  private final Moment recovered;
  private final RecoveryReport report;
  private Suspect suspect;
  private final Words words;
  private final Journal journal;
  private final Room room;
  private final Keeper keeper;
  private final Checkpointer checkpointer;
  private final AtomicReference<Moment> newest;
  private final Encoder encoder = new Encoder();
  private int segmentChanges;

  Durable(
      OpenArea area,
      Storage storage,
      AckMode ack,
      Moment recovered,
      RecoveryReport report,
      Suspect suspect) {
    this.area = area;
    this.storage = storage;
    this.ack = ack;
    this.recovered = recovered;
    this.report = report;
    this.suspect = suspect;
    this.words = area.words();
    this.journal = area.journal();
    this.room = area.room();
    this.keeper = area.keeper();
    this.checkpointer = area.checkpointer();
    this.newest = area.newest();
  }

  @Override
  public State recovered() {
    return recovered.state();
  }

  @Override
  public void goOn() {
    checkpointer.goOn();
  }

  @Override
  public RecoveryReport report() {
    return report;
  }

  @Override
  public void executing(long session, long position) {
    if (!Suspect.isWatched(session)) return;
    words.set(AreaLayout.EXECUTING_POSITION, position);
    words.set(AreaLayout.EXECUTING_SESSION, session + 1);
  }

  @Override
  public boolean isDeadly(long session, long position) {
    return suspect.isDeadly(session, position);
  }

  @Override
  public boolean isHopeless(long session, long position) {
    return suspect.isHopeless(session, position);
  }

  @Override
  public String giveUp(Bytes packet) {
    suspect = Suspect.nobody(words);
    Path file = area.folder().resolve(AreaLayout.DEADLY_REQUEST);
    try {
      storage.put(file, packet.toArray());
      return file.toString();
    } catch (IOException lost) {
      return "lost: " + lost.getMessage();
    }
  }

  @Override
  public boolean admits(long bytes) {
    if (room.isTight(bytes)) keeper.ask();
    return room.admits(bytes);
  }

  @Override
  public void append(List<Entry> entries, State after) {
    Records.encode(encoder.clear().skip(Segment.FRAME_BYTES), entries);
    if (!journal.append(encoder)) saveWhole(after);
    Moment moment = new Moment(after, journal.position());
    newest.set(moment);
    checkpointer.add(moment, entries);
    if (journal.segmentChanges() != segmentChanges) {
      segmentChanges = journal.segmentChanges();
      keeper.ask();
    }
  }

  /// Notes something the server itself did, in the journal and in history.
  void tell(Entry why) {
    Records.encode(encoder.clear().skip(Segment.FRAME_BYTES), List.of(why));
    if (!journal.append(encoder)) saveWhole(recovered.state());
    Moment moment = new Moment(recovered.state(), journal.position());
    newest.set(moment);
    checkpointer.add(Handed.forced(moment, why));
  }

  /// No segment can take the record: the state that it leads to is saved instead, whole, in the
  /// room that was taken for it when it was admitted, and the journal goes on after it.
  private void saveWhole(State after) {
    long position = journal.position() + 1;
    Tree tree = StateTree.of(after);
    try {
      room.save(new Checkpoint(area.header().area(), position, StateTree.FORMAT, tree));
      journal.restartAt(position);
    } catch (IOException failed) {
      throw new UncheckedIOException("the journal is full and so is the area", failed);
    }
  }

  @Override
  public void settle() {
    if (ack != AckMode.STORE) return;
    try {
      checkpointer.settle(journal.position());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public boolean isSlow() {
    return ack == AckMode.STORE;
  }

  @Override
  public void close() throws IOException {
    area.close(newest.get());
  }

  /// For tests: what is open.
  OpenArea area() {
    return area;
  }

  interface Look {
    void at() throws IOException;
  }

  /// For tests: looks at the files while no checkpoint of the server's own is being written.
  void whileKept(Look look) throws IOException {
    synchronized (room) {
      synchronized (journal) {
        look.at();
      }
    }
  }

  /// Ends without saving anything, as a killed process does.
  void abandon() throws IOException {
    area.abandon();
  }
}
