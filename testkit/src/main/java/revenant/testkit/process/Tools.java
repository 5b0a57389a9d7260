package revenant.testkit.process;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/// Programs of the system that a test needs.
public final class Tools {
  private Tools() {}

  /// Where `program` of the Debian package `packageName` is. A test that needs it is left out, with
  /// a message, on a machine without it; in CI, which installs it, that test fails.
  public static Path require(String program, String packageName) {
    Path path = Path.of(program);
    if (Files.isExecutable(path)) return path;
    leaveOut("needs " + program + ": apt-get install " + packageName);
    return path;
  }

  /// Leaves the running test out because of `reason`; in CI it fails instead.
  public static void leaveOut(String reason) {
    if (isCi()) fail("left out although this is CI: " + reason);
    abort(reason);
  }

  /// Whether the environment says that this is CI.
  public static boolean isCi() {
    return "true".equals(System.getenv("CI"));
  }
}
