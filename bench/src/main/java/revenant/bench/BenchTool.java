package revenant.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import revenant.api.tool.Tool;
import revenant.bench.report.Html;
import revenant.bench.report.Json;
import revenant.bench.report.Machine;
import revenant.bench.report.Report;
import revenant.bench.report.Table;
import revenant.bench.subject.Workshop;

/// The tool named `bench`: measures Xenstore servers side by side.
public final class BenchTool implements Tool {
  /// What a process that was interrupted ends with.
  private static final int INTERRUPTED = 130;

  /// For the service loader.
  public BenchTool() {}

  @Override
  public String name() {
    return "bench";
  }

  @Override
  public String purpose() {
    return "measure stores, acknowledgements and other servers side by side";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
    Optional<Path> home = Optional.ofNullable(System.getProperty("revenant.home")).map(Path::of);
    try {
      switch (Command.parse(home, arguments)) {
        case Command.Text(String text) -> out.print(text);
        case Options options -> {
          return run(options, String.join(" ", arguments), out, err);
        }
      }
      return 0;
    } catch (Command.Mistake mistake) {
      err.println("bench: " + mistake.getMessage());
      return USAGE;
    }
  }

  private static int run(Options options, String arguments, PrintStream out, PrintStream err)
      throws IOException {
    Machine machine = Machine.current(arguments);
    try (Workshop workshop = new Workshop()) {
      Run run = new Run(options, workshop, new Progress(err));
      var results = run.measure();
      if (workshop.isClosed()) return INTERRUPTED;
      Report report = new Report(machine, run.targets(), options.scenarios(), results);
      out.print(Table.of(report));
      if (options.json().isPresent()) Files.writeString(options.json().get(), Json.of(report));
      if (options.html().isPresent()) Files.writeString(options.html().get(), Html.of(report));
      return 0;
    }
  }
}
