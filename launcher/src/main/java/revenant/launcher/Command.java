package revenant.launcher;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import revenant.server.engine.Limits;
import revenant.server.engine.Quota;

/// The command line: the options of C xenstored 4.17 to 4.22, and ours.
final class Command {
  /// The longest relative path of the protocol.
  private static final int PATH_MAX = 2048;

  /// What picocli could convert texts to, and is not asked for here. It looks for all of that at
  /// each start unless it is told.
  private static final String NEVER_CONVERTED = "java\\.(time|sql)\\..*";

  private static final String NO_EFFECT = "accepted, without effect.";

  private final Environment environment;
  private final Draft draft;
  private final CommandSpec spec = CommandSpec.create().name("xenstored");
  private boolean isHelpWanted;
  private boolean isVersionWanted;

  /// What a command line asks for.
  sealed interface Meaning permits Options, Text {}

  /// Only this text, on standard output.
  record Text(String text) implements Meaning {}

  private Command(Environment environment) {
    this.environment = environment;
    this.draft = new Draft(environment);
    addTheirs();
    addTheirLimits();
    addOurs();
    addIdle();
  }

  /// Understands `arguments`.
  ///
  /// @throws Failure if they cannot be understood
  static Meaning parse(Environment environment, String... arguments) throws Failure {
    return new Command(environment).parse(arguments);
  }

  private Meaning parse(String... arguments) throws Failure {
    System.setProperty("picocli.converters.excludes", NEVER_CONVERTED);
    CommandLine line = new CommandLine(spec);
    line.setExpandAtFiles(false).setOverwrittenOptionsAllowed(true);
    line.setAllowOptionsAsOptionParameters(true);
    CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
    try {
      line.parseArgs(arguments);
    } catch (ParameterException wrong) {
      throw Failure.usage(wrong.getMessage() + " (see --help)");
    }
    if (isHelpWanted) return new Text(line.getUsageMessage(Ansi.OFF));
    if (isVersionWanted) return new Text("xenstored (Revenant) " + version() + "\n");
    return draft.finished();
  }

  private static String version() {
    return Optional.ofNullable(Command.class.getModule().getDescriptor())
        .flatMap(ModuleDescriptor::rawVersion)
        .orElse("without version");
  }

  private void addTheirs() {
    value(
        "-F, --pid-file=<file>",
        "where to write the daemon's pid.",
        (d, v) -> d.pidFile = environment.path(v));
    flag("-H, --help", "print this message.", _ -> isHelpWanted = true);
    flag("--version", "print the version.", _ -> isVersionWanted = true);
    flag("-N, --no-fork", "stay in the foreground.", d -> d.isForeground = true);
    flag("-P, --output-pid", "print the daemon's pid.", d -> d.isPrintingPid = true);
    value(
        "-T, --trace-file=<file>",
        "where to log requests and replies.",
        (d, v) -> d.traceFile = environment.path(v));
    value(
        "--trace-control=<+|-switch>",
        "switch a kind of trace on or off: obj, io, wrl, acc, tdb.",
        (d, v) -> d.traceSwitches.add(Values.traceSwitch(v)));
    flag(
        "-K, --keep-orphans",
        "leave the nodes of dead domains where they are (a security risk).",
        d -> d.isKeepingOrphans = true);
    value(
        "-w, --timeout=<what=seconds>",
        "how long a watch-event is kept for a domain that does not read; 0: for ever.",
        (d, v) -> d.watchEventExpiry = Values.watchEventExpiry(v));
  }

  private void addTheirLimits() {
    limit("-E, --entry-nb=<nb>", Quota.NODES);
    limit("-S, --entry-size=<nb>", Quota.NODE_SIZE);
    limit("-W, --watch-nb=<nb>", Quota.WATCHES);
    limit("-t, --transaction=<nb>", Quota.TRANSACTIONS);
    limit("-A, --perm-nb=<nb>", Quota.NODE_PERMISSIONS);
    limit("-M, --path-max=<nb>", Quota.PATH_MAX);
    value(
        "-Q, --quota=<what=nb>",
        "set a limit: " + Values.limits() + ".",
        (d, v) -> d.limits = Values.hardLimit(d.limits, v));
    value(
        "-q, --quota-soft=<what=nb>",
        "where to warn that a limit is near: memory.",
        (d, v) -> d.limits = Values.softLimit(d.limits, v));
  }

  private void addOurs() {
    value(
        "--store=<name>",
        "what keeps checkpoints and history: git (the default), mapdb, or a plug-in.",
        (d, v) -> d.store = Values.name(v));
    value(
        "--store-dir=<folder>",
        "the persistent area, on tmpfs.",
        (d, v) -> d.area = environment.path(v));
    value(
        "--transport=<name,...>",
        "how clients come: socket (the default; on a Xen host socket,ring), ring, or plug-ins.",
        (d, v) -> d.transports = Values.names(v));
    value(
        "--hypervisor=<where>",
        "where the domains on rings are: xen (the default), or simulated:<folder>.",
        (d, v) -> d.hypervisor = Values.hypervisor(environment, v));
    value(
        "--ack=<what>",
        "what a reply waits for: journal (the default), store, or none.",
        (d, v) -> d.ack = Values.ack(v));
    flag("--clear", "set the area aside and begin with an empty store.", d -> d.isClearing = true);
    flag("--salvage", "serve what is intact of a damaged area.", d -> d.isSalvaging = true);
    value(
        "--import-from=<name>",
        "take the area over from the store of that name.",
        (d, v) -> d.importFrom = Values.name(v));
    value(
        "--history=<nb>",
        "how many of the newest changes history keeps one by one.",
        (d, v) -> d.historyChanges = Values.number(v));
    value(
        "--plugins=<folder>",
        "where plug-ins are: NAME.jar or NAME/*.jar.",
        (d, v) -> d.plugins = environment.path(v));
  }

  /// What some version of C xenstored knew, and what has no meaning here.
  private void addIdle() {
    idle("-D, --no-domain-init");
    idle("-V, --verbose");
    idle("-R, --no-recovery");
    idle("-L, --preserve-local");
    idle("-U, --live-update");
    idle("-e, --event=<nb>");
    idle("-m, --master-domid=<nb>");
    idle("-p, --priv-domid=<nb>");
    addIdleDatabase("-I, --internal-db=<on|off>");
  }

  /// The one option whose value may be missing.
  private void addIdleDatabase(String option) {
    OptionSpec.Builder builder = described(option, NO_EFFECT).arity("0..1").type(String.class);
    builder.parameterConsumer((rest, _, _) -> {
      if (!rest.isEmpty() && List.of("on", "off").contains(rest.peek())) rest.pop();
      ignore(draft, option);
    });
    spec.addOption(builder.build());
  }

  private void limit(String option, Quota quota) {
    String what = quota.description().toLowerCase(Locale.ROOT);
    value(
        option,
        what + ", " + quota.standard() + " unless set.",
        (d, v) -> d.limits = limited(d.limits, quota, v));
  }

  private static Limits limited(Limits limits, Quota quota, String text) {
    int limit = Values.number(text);
    return limits.with(quota, quota == Quota.PATH_MAX ? Math.min(PATH_MAX, limit) : limit);
  }

  private void idle(String option) {
    if (option.contains("=")) value(option, NO_EFFECT, (d, v) -> ignoreNumber(d, option, v));
    else flag(option, NO_EFFECT, d -> ignore(d, option));
  }

  private static void ignoreNumber(Draft draft, String option, String text) {
    Values.number(text);
    ignore(draft, option);
  }

  private static void ignore(Draft draft, String option) {
    draft.warnings.add(option + " has no effect");
  }

  private void flag(String option, String description, Consumer<Draft> meaning) {
    ISetter setter = set(_ -> meaning.accept(draft));
    spec.addOption(
        described(option, description).arity("0").type(boolean.class).setter(setter).build());
  }

  private void value(String option, String description, BiConsumer<Draft, String> meaning) {
    add(described(option, description).arity("1"), meaning);
  }

  /// The text is understood while picocli converts it, since what picocli then says about a wrong
  /// one names the option.
  private void add(OptionSpec.Builder option, BiConsumer<Draft, String> meaning) {
    ITypeConverter<String> converter =
        text -> {
          meaning.accept(draft, text);
          return text;
        };
    spec.addOption(option.type(String.class).converters(converter).setter(set(_ -> {})).build());
  }

  /// @param option as a manual shows it, such as `-F, --pid-file=<file>`
  private static OptionSpec.Builder described(String option, String description) {
    int equals = option.indexOf('=');
    String names = equals < 0 ? option : option.substring(0, equals);
    OptionSpec.Builder builder = OptionSpec.builder(names.split(", ", -1)).description(description);
    return equals < 0 ? builder : builder.paramLabel(option.substring(equals + 1));
  }

  /// Picocli also sets what was not given, to false or null.
  private static ISetter set(Consumer<Object> effect) {
    return new ISetter() {
      @Override
      public <T> @Nullable T set(@Nullable T value) {
        if (value != null && !value.equals(false)) effect.accept(value);
        return null;
      }
    };
  }
}
