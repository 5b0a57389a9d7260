package revenant.launcher;

import java.util.Objects;

/// What an operator can put right: one line, and the exit status of the command.
final class Failure extends Exception {
  private static final long serialVersionUID = 1;

  /// The command line is wrong.
  static final int USAGE = 2;

  /// The daemon cannot start.
  static final int START = 1;

  private final int status;

  private Failure(int status, String line) {
    super(line.lines().findFirst().orElse("unknown"), null, false, false);
    this.status = status;
  }

  static Failure usage(String line) {
    return new Failure(USAGE, line);
  }

  static Failure start(String line) {
    return new Failure(START, line);
  }

  int status() {
    return status;
  }

  String line() {
    return Objects.requireNonNull(getMessage());
  }
}
