package revenant.bench;

import java.util.ArrayList;
import java.util.List;

/// What to measure.
///
/// @param targets the servers; the first is what the others are compared with
/// @param rounds how often each scenario is measured on each target
/// @param seconds how long a measurement takes
/// @param isWithServers whether to compare servers
/// @param isWithScale whether to compare a WRITE beside much with one beside little
/// @param scenario what the name of a scenario has in it; empty for all
record Options(
    List<Target> targets,
    int rounds,
    double seconds,
    boolean isWithServers,
    boolean isWithScale,
    String scenario) {
  static final String USAGE =
      """
      usage: revenant.bench --target NAME=/path/of/socket[,PID] [--target ...]
               [--rounds 5] [--seconds 2] [--only servers|scale]
               [--scenario TEXT]   those whose name has TEXT in it
      """;

  private static final int ROUNDS = 5;
  private static final double SECONDS = 2;

  static Options parse(String... arguments) {
    List<Target> targets = new ArrayList<>();
    int rounds = ROUNDS;
    double seconds = SECONDS;
    String only = "";
    String scenario = "";
    for (int i = 0; i < arguments.length; i += 2) {
      if (i + 1 == arguments.length) throw wrong(arguments[i] + " needs a value");
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--target" -> targets.add(Target.parse(value));
        case "--rounds" -> rounds = Integer.parseInt(value);
        case "--seconds" -> seconds = Double.parseDouble(value);
        case "--only" -> only = value;
        case "--scenario" -> scenario = value;
        default -> throw wrong("no such option: " + arguments[i]);
      }
    }
    if (targets.isEmpty()) throw wrong("no target");
    return new Options(
        targets, rounds, seconds, !only.equals("scale"), !only.equals("servers"), scenario);
  }

  private static IllegalArgumentException wrong(String line) {
    return new IllegalArgumentException(line);
  }
}
