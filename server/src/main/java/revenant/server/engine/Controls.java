package revenant.server.engine;

import java.util.List;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.server.wire.Errno;
import revenant.server.wire.Request;

/// What `xenstore-control` asks of the daemon (xenstore.txt, CONTROL).
final class Controls {
  private static final List<String> SWITCHES = List.of("obj", "io", "wrl", "acc", "tdb");
  private static final String OK = "OK";

  private Controls() {}

  static String answer(Execution execution, Request.Control request) {
    List<String> arguments = request.arguments();
    return switch (request.command()) {
      case "check" -> check(execution, arguments);
      case "help" -> help(arguments);
      case "live-update" ->
          "live-update is not supported: kill the daemon and start the new one, nothing is lost";
      case "log" -> log(execution, arguments);
      case "logfile" -> logFile(execution, one(arguments));
      case "memreport" -> memoryReport(execution, arguments);
      case "print" -> print(execution, one(arguments));
      case "quota" -> quota(execution, arguments);
      case "quota-soft" -> softQuota(execution, arguments);
      default -> throw new Refusal(Errno.EINVAL);
    };
  }

  private static String one(List<String> arguments) {
    if (arguments.size() != 1) throw new Refusal(Errno.EINVAL);
    return arguments.get(0);
  }

  private static String help(List<String> arguments) {
    if (!arguments.isEmpty()) throw new Refusal(Errno.EINVAL);
    return """
    check
    help
    log             [on|off|+<switch>|-<switch>]
    logfile         <file>
    memreport       [<file>]
    print           <string>
    quota           [set <name> <val>|<domid>]
    quota-soft      [set <name> <val>]
    """;
  }

  /// Counts again what is kept counted; a difference is a defect of ours, which the operator is
  /// told.
  private static String check(Execution execution, List<String> arguments) {
    if (!arguments.isEmpty()) throw new Refusal(Errno.EINVAL);
    State state = execution.state();
    PersistentMap<Integer, Usage> counted =
        State.count(PersistentMap.empty(), NodePath.ROOT, state.tree().root(), 1);
    if (!counted.equals(state.usage())) {
      execution.ask(new Effect.Print("check: the counts of nodes by domain are wrong"));
      throw new Refusal(Errno.EIO);
    }
    return OK;
  }

  private static String log(Execution execution, List<String> arguments) {
    Logging logging = execution.state().logging();
    if (arguments.isEmpty()) return switches(logging);
    String argument = one(arguments);
    Logging changed =
        switch (argument) {
          case "on" -> new Logging(true, logging.file(), logging.switches());
          case "off" -> new Logging(false, logging.file(), logging.switches());
          default -> switched(logging, argument);
        };
    execution.apply(new Change.LoggingSet(changed));
    return OK;
  }

  private static String switches(Logging logging) {
    StringBuilder text = new StringBuilder("Log switch settings:\n");
    for (String name : SWITCHES) {
      text.append(
          String.format("%-8s: %s\n", name, logging.switches().contains(name) ? "on" : "off"));
    }
    return text.toString();
  }

  private static Logging switched(Logging logging, String argument) {
    boolean isSigned = argument.startsWith("+") || argument.startsWith("-");
    if (!isSigned || !SWITCHES.contains(argument.substring(1))) throw new Refusal(Errno.EINVAL);
    return logging.switched(argument);
  }

  private static String logFile(Execution execution, String file) {
    Logging logging = execution.state().logging();
    execution.apply(new Change.LoggingSet(new Logging(true, file, logging.switches())));
    return OK;
  }

  private static String memoryReport(Execution execution, List<String> arguments) {
    if (arguments.size() > 1) throw new Refusal(Errno.EINVAL);
    execution.ask(new Effect.MemoryReport(arguments.isEmpty() ? "" : arguments.get(0)));
    return OK;
  }

  private static String print(Execution execution, String text) {
    execution.ask(new Effect.Print("control: " + text));
    return OK;
  }

  private static String quota(Execution execution, List<String> arguments) {
    if (arguments.isEmpty()) return settings(execution.state().limits(), false);
    if (arguments.get(0).equals("set")) return set(execution, arguments, false);
    return usage(execution, one(arguments));
  }

  private static String softQuota(Execution execution, List<String> arguments) {
    if (arguments.isEmpty()) return settings(execution.state().limits(), true);
    if (arguments.get(0).equals("set")) return set(execution, arguments, true);
    throw new Refusal(Errno.EINVAL);
  }

  /// A soft limit goes by the name of the hard one here.
  private static String name(Quota quota) {
    return quota.isSoft() ? quota.label().substring("soft-".length()) : quota.label();
  }

  private static String settings(Limits limits, boolean isSoft) {
    StringBuilder text = new StringBuilder("Quota settings:\n");
    for (Quota quota : Quota.values()) {
      if (quota.isSoft() != isSoft) continue;
      text.append(
          String.format("%-17s: %8d %s\n", name(quota), limits.of(quota), quota.description()));
    }
    return text.toString();
  }

  private static String set(Execution execution, List<String> arguments, boolean isSoft) {
    if (arguments.size() != 3) throw new Refusal(Errno.EINVAL);
    int value = number(arguments.get(2));
    for (Quota quota : Quota.values()) {
      if (quota.isSoft() != isSoft || !name(quota).equals(arguments.get(1))) continue;
      execution.apply(new Change.LimitsSet(execution.state().limits().with(quota, value)));
      return OK;
    }
    throw new Refusal(Errno.EINVAL);
  }

  private static int number(String text) {
    boolean isNumber =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!isNumber || Integer.parseInt(text) == 0) throw new Refusal(Errno.EINVAL);
    return Integer.parseInt(text);
  }

  private static String usage(Execution execution, String domain) {
    int domid = domain.equals("0") ? 0 : number(domain);
    State state = execution.state();
    boolean isKnown = state.domains().contains(domid) || state.usage().contains(domid);
    if (!isKnown) throw new Refusal(Errno.ENOENT);
    Session session = state.sessions().get((long) domid);
    StringBuilder text = new StringBuilder("Domain " + domid + ":\n");
    line(text, Quota.NODES, state.usageOf(domid).nodes());
    line(text, Quota.WATCHES, session == null ? 0 : session.watches().size());
    line(text, Quota.TRANSACTIONS, session == null ? 0 : session.transactions().size());
    line(
        text, Quota.MEMORY, state.usageOf(domid).bytes() + (session == null ? 0 : session.bytes()));
    return text.toString();
  }

  private static void line(StringBuilder text, Quota quota, long value) {
    text.append(String.format("%-17s: %8d\n", quota.label(), value));
  }
}
