package revenant.transport.ring.hypervisor;

/// The hypervisor refused. Without a stack: most of these are an answer to somebody's question.
public final class HypervisorException extends Exception {
  private static final long serialVersionUID = 1;

  private final String errno;

  /// @param errno the name of the reason, such as `EINVAL`
  /// @param what was refused
  public HypervisorException(String errno, String what) {
    super(what + ": " + errno, null, false, false);
    this.errno = errno;
  }

  /// The name of the reason.
  public String errno() {
    return errno;
  }
}
