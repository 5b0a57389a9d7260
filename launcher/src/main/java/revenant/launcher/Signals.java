package revenant.launcher;

import sun.misc.Signal;

/// Actions for signals. `sun.misc.Signal` is the only way the JDK has.
final class Signals {
  private Signals() {}

  /// Runs `action`, on a thread of its own, whenever the process gets the signal `name` (without
  /// `SIG`), instead of what would happen otherwise.
  static void on(String name, Runnable action) {
    Signal.handle(new Signal(name), _ -> action.run());
  }
}
