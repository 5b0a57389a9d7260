package revenant.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// On what, when and by which command it was measured.
///
/// @param load how many processes wanted to run before, on average over a minute
public record Machine(
    String arguments, String time, String processor, int processors, String system, String load) {
  /// The one this runs on.
  public static Machine current(String arguments) throws IOException {
    return new Machine(
        arguments,
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
        model(),
        Runtime.getRuntime().availableProcessors(),
        "Linux " + System.getProperty("os.version") + ", Java " + Runtime.version(),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static String model() throws IOException {
    return Files.readString(Path.of("/proc/cpuinfo"))
        .lines()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse(System.getProperty("os.arch", ""));
  }

  /// In a line.
  String line() {
    return "%d x %s, %s; load average before %s".formatted(processors, processor, system, load);
  }
}
