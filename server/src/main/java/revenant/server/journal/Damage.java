package revenant.server.journal;

/// Bytes that are not what this version of the server writes. Whoever knows the file and the place
/// turns it into the line that an operator reads.
final class Damage extends RuntimeException {
  private static final long serialVersionUID = 1;

  Damage(String what) {
    super(what);
  }
}
