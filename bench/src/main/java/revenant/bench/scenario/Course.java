package revenant.bench.scenario;

import java.io.IOException;
import java.time.Duration;

/// Looks at something now and then while something else is done, on a thread of its own. What it
/// found is whole when it is closed.
final class Course implements AutoCloseable {
  static final long SECOND_NANOS = 1_000_000_000;

  private final long periodNanos;
  private final Look look;
  private final Thread thread;
  private volatile boolean isOver;

  /// What is looked at.
  interface Look {
    void at(double seconds) throws IOException;
  }

  private Course(long periodNanos, Look look) {
    this.periodNanos = periodNanos;
    this.look = look;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::go);
  }

  static Course of(long periodNanos, Look look) {
    Course course = new Course(periodNanos, look);
    course.thread.start();
    return course;
  }

  private void go() {
    long begin = System.nanoTime();
    try {
      while (!isOver) {
        look.at((System.nanoTime() - begin) / 1e9);
        Thread.sleep(Duration.ofNanos(periodNanos));
      }
    } catch (InterruptedException _) {
      // It is over.
    } catch (IOException _) {
      // The server is gone, which whoever asks it something finds out.
    }
  }

  @Override
  public void close() throws IOException {
    isOver = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted");
    }
  }
}
