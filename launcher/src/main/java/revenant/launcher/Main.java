package revenant.launcher;

import java.io.IOException;
import revenant.launcher.Command.Meaning;
import revenant.launcher.Command.Text;

/// The command `xenstored`.
public final class Main {
  private Main() {}

  /// Starts the daemon, in the foreground or the background, or says why not in one line.
  ///
  /// @param arguments the command line
  public static void main(String... arguments) {
    Thread.setDefaultUncaughtExceptionHandler((_, cause) -> Fatal.halt(cause));
    int status = run(arguments);
    System.out.flush();
    System.exit(status);
  }

  private static int run(String... arguments) {
    boolean isDetached = System.getenv().containsKey(Environment.DETACHED);
    try {
      return start(Environment.current(), arguments);
    } catch (Failure failure) {
      complain(isDetached, failure.line());
      return failure.status();
    } catch (InterruptedException _) {
      return Failure.START;
    } catch (IOException failure) {
      complain(isDetached, Failure.start(String.valueOf(failure.getMessage())).line());
      return Failure.START;
    }
  }

  private static int start(Environment environment, String... arguments)
      throws IOException, Failure, InterruptedException {
    // Not a switch: one over types is put together when it is come to, and that takes a while.
    Meaning meaning = Command.parse(environment, arguments);
    if (meaning instanceof Options options) return start(environment, options, arguments);
    System.out.print(((Text) meaning).text());
    return 0;
  }

  private static int start(Environment environment, Options options, String... arguments)
      throws IOException, Failure, InterruptedException {
    boolean isDetached = environment.isDetached();
    if (!isDetached) options.warnings().forEach(w -> System.err.println("xenstored: " + w));
    if (!isDetached && !options.isForeground()) {
      return new Detachment(environment, options.isPrintingPid()).run(arguments);
    }
    new Daemon(environment, options).run();
    return 0;
  }

  /// Whoever waits for a detached daemon reads its standard output.
  private static void complain(boolean isDetached, String line) {
    System.err.println("xenstored: " + line);
    if (isDetached) System.out.println("xenstored: " + line);
  }
}
