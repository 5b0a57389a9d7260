package revenant.bench.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Requests that a client makes one after another, each when the one before is answered. A part
/// between [#begin] and [#commit] is a transaction, begun again for as long as the server says so.
public final class Job {
  private final List<Step> steps = new ArrayList<>();
  private Runnable end = () -> {};

  /// What a step is to a transaction.
  enum Kind {
    PLAIN,
    BEGIN,
    COMMIT
  }

  /// @param reader is told the answer
  @SuppressWarnings("ArrayRecordComponent")
  record Step(Kind kind, byte[] packet, Consumer<String> reader) {}

  /// Asks.
  public Job ask(byte[] packet) {
    return ask(packet, _ -> {});
  }

  /// Asks, and looks at the answer.
  public Job ask(byte[] packet, Consumer<String> reader) {
    return with(new Step(Kind.PLAIN, packet, reader));
  }

  /// Begins a transaction.
  public Job begin() {
    return with(new Step(Kind.BEGIN, Packets.begin(), _ -> {}));
  }

  /// Commits it.
  public Job commit() {
    return with(new Step(Kind.COMMIT, Packets.commit(), _ -> {}));
  }

  /// When all is answered.
  public Job then(Runnable effect) {
    end = effect;
    return this;
  }

  private Job with(Step step) {
    steps.add(step);
    return this;
  }

  int size() {
    return steps.size();
  }

  Step step(int index) {
    return steps.get(index);
  }

  /// Where the transaction begins that is under way at `index`.
  int beginning(int index) {
    int at = index;
    while (steps.get(at).kind != Kind.BEGIN) at--;
    return at;
  }

  void end() {
    end.run();
  }
}
