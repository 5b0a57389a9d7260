package revenant.testkit.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A process that can be stopped between two instructions. What is in its files then, mapped ones
/// too, is what a kill would leave there.
///
/// @param process still runs
record Pausable(Process process) {
  private static final String STOPPED = "T";

  /// Returns when none of its threads runs any more.
  void stop() throws IOException, InterruptedException {
    signal("STOP");
    while (!isStopped()) Thread.onSpinWait();
  }

  /// Lets it go on.
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    String command = "kill -" + name + " " + process.pid();
    int status = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
    if (status != 0) throw new IOException("it ended by itself");
  }

  private boolean isStopped() throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads.toList()) if (!isStopped(thread)) return false;
      return true;
    }
  }

  /// See proc(5): the state follows the name, which stands in parentheses.
  private static boolean isStopped(Path thread) throws IOException {
    String status = Files.readString(thread.resolve("stat"));
    List<String> fields = List.of(status.substring(status.lastIndexOf(')') + 2).split(" "));
    return fields.getFirst().equals(STOPPED);
  }
}
