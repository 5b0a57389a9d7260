package revenant.server.journal;

import java.util.function.Consumer;

/// Lines for the log about something that goes on failing: the first at once, then one a minute.
final class Notices {
  private static final long EVERY_NANOS = 60_000_000_000L;

  private final Consumer<String> log;
  private boolean isFailing;
  private long toldAt;

  Notices(Consumer<String> log) {
    this.log = log;
  }

  void failed(String line, long now) {
    if (isFailing && now - toldAt < EVERY_NANOS) return;
    isFailing = true;
    toldAt = now;
    log.accept(line);
  }

  void works(String line) {
    if (isFailing) log.accept(line);
    isFailing = false;
  }
}
