package revenant.testkit.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A command that ran to its end.
///
/// @param status its exit status
/// @param out what it wrote to standard output
/// @param err what it wrote to standard error
public record Finished(int status, String out, String err) {
  /// Runs `command` with `environment` added to ours. What it says goes through files: a daemon
  /// that it leaves behind may keep them open.
  ///
  /// @throws IOException if it takes longer than `patience`
  public static Finished run(
      Map<String, String> environment, Duration patience, List<String> command)
      throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.create()) {
      Path out = scratch.resolve("out");
      Path err = scratch.resolve("err");
      var builder = new ProcessBuilder(command);
      builder.environment().putAll(environment);
      builder.redirectInput(Path.of("/dev/null").toFile());
      builder.redirectOutput(out.toFile()).redirectError(err.toFile());
      Process process = builder.start();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException(
            "%s did not end within %s: %s%s".formatted(command, patience, text(out), text(err)));
      }
      return new Finished(process.exitValue(), text(out), text(err));
    }
  }

  /// What it wrote to standard output, if it went well.
  public String outIfOk() {
    if (status != 0) throw new AssertionError("exit status " + status + ": " + out + err);
    return out;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
