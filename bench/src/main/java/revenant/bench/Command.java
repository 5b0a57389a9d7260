package revenant.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import revenant.bench.scenario.Effort;
import revenant.bench.scenario.Group;
import revenant.bench.scenario.Scenario;
import revenant.bench.scenario.Scenarios;
import revenant.bench.subject.Recipe;
import revenant.bench.subject.Target;

/// The command line.
final class Command {
  private static final double NANOS = 1e9;
  private static final List<String> TRANSPORTS = List.of("socket", "ring");
  private static final List<String> ACKS = List.of("journal", "store", "none");
  private static final String NONE = "none";

  private final CommandSpec spec = CommandSpec.create().name("revenant bench");
  private final List<Target.Place> places = new ArrayList<>();
  private List<String> stores = List.of("git", "mapdb");
  private List<String> acks = List.of("journal");
  private List<String> transports = TRANSPORTS;
  private Predicate<Scenario> isWanted = Scenario::isUsual;
  private int rounds = 3;
  private double seconds = 0.5;
  private double soakSeconds = 60;
  private double scale = 1;
  private Optional<Path> json = Optional.empty();
  private Optional<Path> html = Optional.empty();
  private Optional<Path> daemon;
  private boolean isListWanted;
  private boolean isHelpWanted;

  /// What a command line asks for.
  sealed interface Meaning permits Options, Text {}

  /// Only this text, on standard output.
  record Text(String text) implements Meaning {}

  /// A mistake in the arguments, in one line.
  static final class Mistake extends Exception {
    private static final long serialVersionUID = 1;

    Mistake(String line) {
      super(line, null, false, false);
    }
  }

  private Command(Optional<Path> home) {
    daemon = home.map(folder -> folder.resolve("bin/xenstored"));
    addTargets();
    addWork();
    addResults();
  }

  /// Understands `arguments`.
  ///
  /// @param home the folder of the distribution, if it is run from one
  static Meaning parse(Optional<Path> home, List<String> arguments) throws Mistake {
    return new Command(home).parse(arguments);
  }

  private Meaning parse(List<String> arguments) throws Mistake {
    CommandLine line = new CommandLine(spec);
    line.setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    try {
      line.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException wrong) {
      throw new Mistake(wrong.getMessage() + " (see --help)");
    }
    if (isHelpWanted) return new Text(line.getUsageMessage(Ansi.OFF));
    if (isListWanted) return new Text(list());
    return options();
  }

  private Options options() throws Mistake {
    List<Recipe> recipes = recipes();
    if (places.isEmpty() && recipes.isEmpty()) throw new Mistake("nothing to measure");
    List<String> names = new ArrayList<>();
    places.forEach(place -> names.add(place.name()));
    recipes.forEach(recipe -> names.add(recipe.name()));
    if (names.stream().distinct().count() < names.size())
      throw new Mistake("two targets have one name: " + String.join(", ", names));
    List<Scenario> scenarios =
        Scenarios.all().stream().filter(isWanted).filter(this::isReachable).toList();
    if (scenarios.isEmpty())
      throw new Mistake("nothing to measure over --transports=" + String.join(",", transports));
    return new Options(
        places,
        recipes,
        scenarios,
        transports.contains("socket"),
        rounds,
        new Effort(
            (long) (seconds * NANOS),
            (long) (soakSeconds * NANOS),
            scale,
            transports.contains("ring")),
        json,
        html);
  }

  /// Whether a scenario's clients come by a transport that is wanted.
  private boolean isReachable(Scenario scenario) {
    return transports.contains(scenario.isOnRings() ? "ring" : "socket");
  }

  private List<Recipe> recipes() throws Mistake {
    if (stores.contains(NONE)) return List.of();
    Path command = daemon.orElseThrow(() -> new Mistake("--daemon is needed"));
    if (!Files.isExecutable(command)) throw new Mistake("there is no " + command);
    List<Recipe> recipes = new ArrayList<>();
    for (String store : stores)
      for (String ack : acks) recipes.add(new Recipe(command, store, ack));
    return recipes;
  }

  private static String list() {
    StringBuilder text = new StringBuilder();
    for (Group group : Group.values()) {
      text.append(group.title()).append('\n');
      for (Scenario each : Scenarios.all())
        if (each.group() == group)
          text.append(
              "  %-20s %s%s%n"
                  .formatted(each.name(), each.title(), each.isUsual() ? "" : " (only if asked)"));
    }
    return text.toString();
  }

  private void addTargets() {
    value(
        "--target=<NAME=/path/to/socket[,PID]>",
        "measure this server, too; the first one is what all are compared with."
            + " Its process tells what it uses.",
        text -> places.add(place(text)));
    value(
        "--stores=<name,...>",
        "the stores of our own daemons: git,mapdb, or none.",
        text -> stores = names(text));
    value(
        "--acks=<what,...>",
        "what their replies wait for: journal, store, none.",
        text -> acks = someOf(ACKS, text));
    value(
        "--transports=<name,...>",
        "how clients come: socket,ring.",
        text -> transports = someOf(TRANSPORTS, text));
    value(
        "--daemon=<file>",
        "the xenstored to start; that of this distribution unless it is said.",
        text -> daemon = Optional.of(Path.of(text).toAbsolutePath()));
  }

  private void addWork() {
    value(
        "--scenarios=<name,...>",
        "what to measure; a name that ends in * stands for all that begin so.",
        text -> isWanted = wanted(text));
    flag("--all", "measure all there is, for some hours.", () -> isWanted = _ -> true);
    flag("--list", "print the names of the scenarios.", () -> isListWanted = true);
    value(
        "--rounds=<n>",
        "how often (3), after one round of four times the length that warms up.",
        text -> rounds = (int) number(text, 1, 1000));
    value(
        "--seconds=<n>",
        "how long a measurement takes that can take any time (0.5).",
        text -> seconds = number(text, 0.01, 3600));
    value(
        "--soak-seconds=<n>",
        "how long the soak takes (60), and being idle if it is less than 60.",
        text -> soakSeconds = number(text, 0.01, 86_400));
    value(
        "--scale=<n>",
        "multiply numbers of nodes, guests and so on; less than 1 is for trying out.",
        text -> scale = number(text, 0.0001, 1));
  }

  private void addResults() {
    value("--json=<file>", "write what was measured there.", text -> json = file(text));
    value("--html=<file>", "write a report with plots there.", text -> html = file(text));
    flag("--help", "print this message.", () -> isHelpWanted = true);
  }

  private static Target.Place place(String text) {
    try {
      return Target.Place.parse(text);
    } catch (IllegalArgumentException failure) {
      throw wrong(String.valueOf(failure.getMessage()));
    }
  }

  private static List<String> names(String text) {
    List<String> names = List.of(text.split(",", -1));
    for (String name : names)
      if (!name.matches("[A-Za-z0-9][A-Za-z0-9-]*")) throw wrong("'" + name + "' is no name");
    return names;
  }

  private static List<String> someOf(List<String> all, String text) {
    List<String> names = List.of(text.split(",", -1));
    for (String name : names)
      if (!all.contains(name)) throw wrong("'" + name + "' is none of " + String.join(", ", all));
    return names;
  }

  private static Predicate<Scenario> wanted(String text) {
    return Arrays.stream(text.split(",", -1)).map(Command::one).reduce(Predicate::or).orElseThrow();
  }

  private static Predicate<Scenario> one(String pattern) {
    boolean isPrefix = pattern.endsWith("*");
    String name = isPrefix ? pattern.substring(0, pattern.length() - 1) : pattern;
    Predicate<Scenario> is =
        scenario -> isPrefix ? scenario.name().startsWith(name) : scenario.name().equals(name);
    if (Scenarios.all().stream().noneMatch(is))
      throw wrong("there is no scenario '" + pattern + "' (see --list)");
    return is;
  }

  private static double number(String text, double least, double most) {
    if (!text.matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) throw wrong("'" + text + "' is not a number");
    double number = Double.parseDouble(text);
    if (number < least || number > most)
      throw wrong("%s is not between %s and %s".formatted(text, least, most));
    return number;
  }

  /// A file that can be written, found out before and not after some hours.
  private static Optional<Path> file(String text) {
    Path file = Path.of(text).toAbsolutePath();
    if (Files.isDirectory(file) || !Files.isWritable(file.resolveSibling("")))
      throw wrong("cannot write " + text);
    return Optional.of(file);
  }

  private static TypeConversionException wrong(String why) {
    return new TypeConversionException(why);
  }

  private interface Reader {
    void read(String text);
  }

  private void flag(String option, String description, Runnable meaning) {
    spec.addOption(
        described(option, description)
            .arity("0")
            .type(boolean.class)
            .setter(set(_ -> meaning.run()))
            .build());
  }

  /// The text is understood while picocli converts it, since what picocli then says about a wrong
  /// one names the option.
  private void value(String option, String description, Reader reader) {
    ITypeConverter<String> converter =
        text -> {
          reader.read(text);
          return text;
        };
    spec.addOption(
        described(option, description)
            .arity("1")
            .type(String.class)
            .converters(converter)
            .setter(set(_ -> {}))
            .build());
  }

  private static OptionSpec.Builder described(String option, String description) {
    int equals = option.indexOf('=');
    OptionSpec.Builder builder =
        OptionSpec.builder(equals < 0 ? option : option.substring(0, equals))
            .description(description);
    return equals < 0 ? builder : builder.paramLabel(option.substring(equals + 1));
  }

  /// Picocli also sets what was not given, to false or null.
  private static ISetter set(java.util.function.Consumer<Object> effect) {
    return new ISetter() {
      @Override
      public <T> @Nullable T set(@Nullable T value) {
        if (value != null && !value.equals(false)) effect.accept(value);
        return null;
      }
    };
  }
}
