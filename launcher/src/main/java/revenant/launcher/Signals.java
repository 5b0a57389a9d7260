package revenant.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/// Actions for signals. `sun.misc.Signal` is the only way the JDK has, and it may be used by
/// reflection only: the compiler's warning about it cannot be silenced.
final class Signals {
  private Signals() {}

  /// Runs `action`, on a thread of its own, whenever the process gets the signal `name` (without
  /// `SIG`), instead of what would happen otherwise.
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Method handle = signal.getMethod("handle", signal, handler);
      Object actions =
          Proxy.newProxyInstance(
              handler.getClassLoader(), new Class<?>[] {handler}, handling(action));
      handle.invoke(null, signal.getConstructor(String.class).newInstance(name), actions);
    } catch (ReflectiveOperationException cause) {
      throw new IllegalStateException("no signal " + name, cause);
    }
  }

  private static InvocationHandler handling(Runnable action) {
    return (_, method, _) -> {
      if (method.getName().equals("handle")) action.run();
      return null;
    };
  }
}
