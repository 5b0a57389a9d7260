package revenant.bench.wire;

import java.io.IOException;

/// A server answered with an error.
public final class Refused extends IOException {
  private static final long serialVersionUID = 1;

  private final String errno;

  /// @param errno its name, such as `ENOSPC`
  public Refused(String errno) {
    super("answers " + errno);
    this.errno = errno;
  }

  /// The error's name.
  public String errno() {
    return errno;
  }
}
