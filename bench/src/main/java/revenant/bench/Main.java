package revenant.bench;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// The load driver. Rounds are interleaved: each scenario is measured on one target right after the
/// other, so that whatever else the machine does, it does to all.
public final class Main {
  private static final double MEDIAN = 0.5;
  private static final double NEARLY_ALL = 0.99;

  private final Options options;
  private final Latencies latencies = new Latencies();
  private final Table table = new Table();

  private Main(Options options) {
    this.options = options;
  }

  /// Measures and prints.
  ///
  /// @param arguments see `Options.USAGE`
  public static void main(String... arguments) throws IOException {
    Options options;
    try {
      options = Options.parse(arguments);
    } catch (IllegalArgumentException wrong) {
      System.err.print(wrong.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
      return;
    }
    new Main(options).run();
  }

  private void run() throws IOException {
    for (Target target : options.targets()) Scenarios.prepare(target, options.isWithScale());
    if (options.isWithServers()) {
      measure(chosen(Scenarios.ofServers()));
      System.out.println(
          "\nRequests a second, in brackets times "
              + options.targets().getFirst().name()
              + "; p50 / p99 of a round trip; what the server uses of a processor for a request.\n");
      System.out.println(table.ofServers(chosen(Scenarios.ofServers()), options.targets()));
    }
    if (options.isWithScale()) {
      measure(chosen(Scenarios.ofScale()));
      System.out.println(
          "\nHalf of the round trips take at most so long, in brackets times the same without.\n");
      System.out.println(table.ofScale(chosen(Scenarios.ofScale()), options.targets()));
    }
    for (Target target : options.targets()) Scenarios.cleanUp(target);
  }

  private List<Scenario> chosen(List<Scenario> scenarios) {
    return scenarios.stream().filter(each -> each.name().contains(options.scenario())).toList();
  }

  /// The first round warms up and does not count.
  private void measure(List<Scenario> scenarios) throws IOException {
    for (int round = 0; round <= options.rounds(); round++)
      for (Scenario scenario : scenarios)
        for (Target target : options.targets()) measure(round, scenario, target);
  }

  private void measure(int round, Scenario scenario, Target target) throws IOException {
    latencies.clear();
    Processor before = Processor.of(target.pid());
    Load.Result result = scenario.measure(target, (long) (options.seconds() * 1e9), latencies);
    double processor = Processor.of(target.pid()).nanosSince(before) / 1e3 / result.requests();
    double p50 = latencies.micros(MEDIAN);
    double p99 = latencies.micros(NEARLY_ALL);
    if (round > 0)
      table.add(
          new Table.Sample(
              scenario.name(), target.name(), result.perSecond(), p50, p99, processor));
    System.err.println(
        String.format(
            Locale.ROOT,
            "%d  %-32s %-10s %,12.0f/s %8.1f us %8.1f us, uses %6.2f us",
            round,
            scenario.name(),
            target.name(),
            result.perSecond(),
            p50,
            p99,
            processor));
  }
}
