package revenant.bench.scenario;

import java.io.IOException;

/// Looks at something every second while something else is done, on a thread of its own. What it
/// found is whole when it is closed.
final class Course implements AutoCloseable {
  private static final long PERIOD_MILLIS = 1000;

  private final Look look;
  private final Thread thread;
  private volatile boolean isOver;

  /// What is looked at.
  interface Look {
    void at(double seconds) throws IOException;
  }

  private Course(Look look) {
    this.look = look;
    this.thread = Thread.ofPlatform().daemon().unstarted(this::go);
  }

  static Course of(Look look) {
    Course course = new Course(look);
    course.thread.start();
    return course;
  }

  private void go() {
    long begin = System.nanoTime();
    try {
      while (!isOver) {
        look.at((System.nanoTime() - begin) / 1e9);
        Thread.sleep(PERIOD_MILLIS);
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
