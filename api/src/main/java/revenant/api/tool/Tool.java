package revenant.api.tool;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/// A program that is run as `bin/revenant NAME`, found by `java.util.ServiceLoader`. It has a
/// public constructor without parameters that does nothing.
public interface Tool {
  /// The exit status for a command line that makes no sense.
  int USAGE = 2;

  /// The name by which it is run, such as `guest`.
  String name();

  /// What it is for, in one line.
  String purpose();

  /// Does what the arguments say, on the thread that calls.
  ///
  /// @param arguments what follows the name
  /// @param out takes results
  /// @param err takes one line for each mistake
  /// @return the exit status: 0 if all went well, [#USAGE] for a mistake in the arguments
  /// @throws IOException if it cannot: one line for who runs it
  int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException;
}
