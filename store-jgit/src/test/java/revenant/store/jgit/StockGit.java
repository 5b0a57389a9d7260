package revenant.store.jgit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The git of the machine, run on a repository.
record StockGit(Path repository) {
  /// What a run printed, errors included, and how it ended.
  record Result(int status, String output) {}

  static boolean isThere() {
    try {
      return new ProcessBuilder("git", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  Result run(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir=" + repository));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    builder.environment().put("HOME", "/nonexistent");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
    try {
      return new Result(process.waitFor(), output);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Says nothing if all is well. What no reference points at, such as the checkpoint before the
  /// newest, is there until packs are merged, and no mistake.
  Result fsck() throws IOException {
    return run("fsck", "--strict", "--full", "--no-progress", "--no-dangling");
  }
}
