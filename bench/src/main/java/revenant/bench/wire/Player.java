package revenant.bench.wire;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A client that does its jobs in their order, and listens to its watches meanwhile.
public final class Player {
  private final ArrayDeque<Job> jobs = new ArrayDeque<>();
  private final BiConsumer<String, String> listener;
  private @Nullable Line line;
  private int at = -1;
  private int transaction;
  private long requests;
  private long tries;
  private long commits;

  /// @param listener is told the path and the token of each event
  Player(BiConsumer<String, String> listener) {
    this.listener = listener;
  }

  void use(Line way) {
    line = way;
  }

  Line line() {
    if (line == null) throw new IllegalStateException("no line");
    return line;
  }

  /// One more job.
  public void take(Job job) {
    jobs.add(job);
  }

  /// How many requests were answered.
  public long requests() {
    return requests;
  }

  /// How many transactions were tried.
  public long tries() {
    return tries;
  }

  /// How many of them were committed.
  public long commits() {
    return commits;
  }

  /// Takes what has arrived, and asks what is to be asked next.
  ///
  /// @return whether anything happened
  boolean play() throws IOException {
    boolean hasPlayed = at < 0 && advance();
    for (int type = line().next(); type != 0; type = line().next()) {
      hasPlayed = true;
      if (type == Packets.WATCH_EVENT) listen(line().text());
      else answered(type, line().text());
      if (at < 0) advance();
    }
    return hasPlayed;
  }

  private void listen(String event) {
    int end = event.indexOf('\0');
    listener.accept(
        event.substring(0, end), event.substring(end + 1, event.indexOf('\0', end + 1)));
  }

  private void answered(int type, String text) throws IOException {
    requests++;
    Job job = jobs.element();
    Job.Step step = job.step(at);
    if (type == Packets.ERROR) {
      refused(job, step, text.replace("\0", ""));
      return;
    }
    if (step.kind() == Job.Kind.BEGIN)
      transaction = Integer.parseUnsignedInt(text.substring(0, text.length() - 1));
    if (step.kind() == Job.Kind.COMMIT) {
      transaction = 0;
      commits++;
    }
    step.reader().accept(text);
    goOn(job);
  }

  private void goOn(Job job) throws IOException {
    if (++at < job.size()) {
      send(job);
      return;
    }
    at = -1;
    jobs.remove();
    job.end();
  }

  private void refused(Job job, Job.Step step, String errno) throws IOException {
    if (step.kind() != Job.Kind.COMMIT || !errno.equals("EAGAIN")) throw new Refused(errno);
    transaction = 0;
    at = job.beginning(at);
    send(job);
  }

  private boolean advance() throws IOException {
    Job job = jobs.peek();
    if (job == null) return false;
    at = 0;
    send(job);
    return true;
  }

  private void send(Job job) throws IOException {
    Job.Step step = job.step(at);
    if (step.kind() == Job.Kind.BEGIN) tries++;
    line().send(step.packet(), transaction);
  }
}
