package revenant.transport.ring.simulated;

import java.util.BitSet;

/// Which local ports of a process were told and not unmasked since. For any thread.
final class Masks {
  private final BitSet masked = new BitSet();
  private final BitSet late = new BitSet();

  /// Whether a notification is told. If so its port is masked; if not it waits until it is not.
  synchronized boolean tell(int local) {
    if (masked.get(local)) {
      late.set(local);
      return false;
    }
    masked.set(local);
    return true;
  }

  /// Whether a notification waited for this.
  synchronized boolean unmask(int local) {
    boolean wasLate = late.get(local);
    forget(local);
    return wasLate;
  }

  synchronized void forget(int local) {
    masked.clear(local);
    late.clear(local);
  }
}
