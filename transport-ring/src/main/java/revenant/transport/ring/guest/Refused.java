package revenant.transport.ring.guest;

/// The server answered with an error.
final class Refused extends Exception {
  private static final long serialVersionUID = 1;

  private final String errno;

  /// @param errno its name, such as `ENOENT`
  Refused(String what, String errno) {
    super(what + ": " + errno, null, false, false);
    this.errno = errno;
  }

  boolean is(String name) {
    return errno.equals(name);
  }
}
