package revenant.transport.ring.hypervisor;

/// Sleeping on a word of memory that processes share, futex(2).
public final class Futex {
  private static final long WAIT = 0;
  private static final long WAKE = 1;
  private static final long NUMBER = number(System.getProperty("os.arch", ""));

  private Futex() {}

  /// Sleeps until somebody wakes those at `address`, unless the word there is not `expected` any
  /// more. May return without reason.
  public static void sleep(long address, int expected) {
    LibC.syscall(NUMBER, address, WAIT, expected, 0, 0, 0);
  }

  /// Wakes all who sleep at `address`.
  public static void wake(long address) {
    LibC.syscall(NUMBER, address, WAKE, Integer.MAX_VALUE, 0, 0, 0);
  }

  private static long number(String architecture) {
    return switch (architecture) {
      case "amd64" -> 202;
      case "aarch64" -> 98;
      default -> throw new UnsupportedOperationException("a futex on " + architecture);
    };
  }
}
