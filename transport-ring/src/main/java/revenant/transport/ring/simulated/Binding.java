package revenant.transport.ring.simulated;

/// A local port of a process. It is stored as one word, so that it is there or it is not.
///
/// @param process its number
/// @param local the port
record Binding(long process, int local) {
  private static final int LOCAL_BITS = 16;

  static Binding of(long word) {
    return new Binding(word >>> LOCAL_BITS, (int) word & ((1 << LOCAL_BITS) - 1));
  }

  static boolean isOne(long word) {
    return word >>> LOCAL_BITS != 0;
  }

  long word() {
    return process << LOCAL_BITS | local;
  }
}
