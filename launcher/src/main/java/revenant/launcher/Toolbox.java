package revenant.launcher;

import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import revenant.api.tool.Tool;

/// The command `revenant`: runs what its first argument names.
public final class Toolbox {
  private Toolbox() {}

  /// Runs a tool, or says which there are.
  ///
  /// @param arguments the name of a tool, and what it is to do
  public static void main(String... arguments) {
    int status = run(List.of(arguments));
    System.out.flush();
    System.exit(status);
  }

  private static int run(List<String> arguments) {
    List<Tool> tools =
        ServiceLoader.load(Tool.class).stream()
            .map(ServiceLoader.Provider::get)
            .sorted(Comparator.comparing(Tool::name))
            .toList();
    String name = arguments.isEmpty() ? "" : arguments.getFirst();
    for (Tool tool : tools)
      if (tool.name().equals(name)) return run(tool, arguments.subList(1, arguments.size()));
    System.err.println("usage: revenant TOOL ..., with one of these:");
    for (Tool tool : tools) System.err.printf("  %-8s %s%n", tool.name(), tool.purpose());
    return Tool.USAGE;
  }

  private static int run(Tool tool, List<String> arguments) {
    try {
      return tool.run(arguments, System.out, System.err);
    } catch (IOException failure) {
      System.err.println(tool.name() + ": " + failure.getMessage());
      return 1;
    }
  }
}
