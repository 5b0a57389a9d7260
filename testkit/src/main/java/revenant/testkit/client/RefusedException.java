package revenant.testkit.client;

/// A request that the server refused although the test needs it done.
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String errno;

  RefusedException(String question, String errno) {
    super(errno + " to " + question);
    this.errno = errno;
  }

  /// Why, as a name of io/xs_wire.h.
  public String errno() {
    return errno;
  }
}
