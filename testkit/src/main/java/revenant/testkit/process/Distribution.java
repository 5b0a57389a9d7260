package revenant.testkit.process;

import java.nio.file.Files;
import java.nio.file.Path;

/// What was built: a folder with `bin/xenstored` in it.
///
/// @param home the folder
public record Distribution(Path home) {
  private static final String PROPERTY = "revenant.dist";

  /// The one that the system property `revenant.dist` names.
  public static Distribution built() {
    String home = System.getProperty(PROPERTY);
    if (home == null) throw new IllegalStateException("the property " + PROPERTY + " is not set");
    Distribution built = new Distribution(Path.of(home));
    if (!Files.isExecutable(built.command()))
      throw new IllegalStateException(built.command() + " is not there: mvn package makes it");
    return built;
  }

  /// The command that starts the daemon.
  public Path command() {
    return home.resolve("bin/xenstored");
  }

  /// The command that runs a tool.
  public Path tool() {
    return home.resolve("bin/revenant");
  }
}
