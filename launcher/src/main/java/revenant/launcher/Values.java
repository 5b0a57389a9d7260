package revenant.launcher;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.TypeConversionException;
import revenant.api.transport.TransportOptions;
import revenant.server.engine.Limits;
import revenant.server.engine.Quota;
import revenant.server.setup.AckMode;

/// How the values of options are read: strictly.
final class Values {
  private static final List<String> TRACE_SWITCHES = List.of("obj", "io", "wrl", "acc", "tdb");

  private static final String SIMULATED = "simulated:";

  private Values() {}

  /// A pair such as `memory=100000`.
  private record Setting(String what, int value) {
    static Setting parse(String text, String form) {
      int equals = text.indexOf('=');
      if (equals < 0) throw wrong("'" + text + "' is not of the form " + form);
      return new Setting(text.substring(0, equals), number(text.substring(equals + 1)));
    }
  }

  /// Digits that make at most 2^31 - 1.
  static int number(String text) {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw wrong("'" + text + "' is not a number");
    }
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException _) {
      throw wrong(text + " is more than " + Integer.MAX_VALUE);
    }
  }

  /// The limits with the one in `text`. What C xenstored calls `path-max` it documents as
  /// `path-length`.
  static Limits hardLimit(Limits limits, String text) {
    Setting setting = Setting.parse(text, "<what>=<nb>");
    String label = setting.what.equals("path-length") ? Quota.PATH_MAX.label() : setting.what;
    Optional<Quota> quota = Quota.of(label).filter(q -> !q.isSoft());
    return limits.with(
        quota.orElseThrow(() -> wrong("there is no quota '" + label + "'")), setting.value);
  }

  /// The names of hard limits.
  static String limits() {
    Stream<Quota> hard = Arrays.stream(Quota.values()).filter(q -> !q.isSoft());
    return hard.map(Quota::label).collect(Collectors.joining(", "));
  }

  static Limits softLimit(Limits limits, String text) {
    Setting setting = Setting.parse(text, "<what>=<nb>");
    Optional<Quota> quota = Quota.of("soft-" + setting.what);
    return limits.with(
        quota.orElseThrow(() -> wrong("there is no soft quota '" + setting.what + "'")),
        setting.value);
  }

  static Duration watchEventExpiry(String text) {
    Setting setting = Setting.parse(text, "<what>=<seconds>");
    if (!setting.what.equals("watch-event"))
      throw wrong("there is no timeout '" + setting.what + "'");
    return Duration.ofSeconds(setting.value);
  }

  static String traceSwitch(String text) {
    boolean isSigned = text.startsWith("+") || text.startsWith("-");
    if (isSigned && TRACE_SWITCHES.contains(text.substring(1))) return text;
    throw wrong("'" + text + "' is not + or - and one of " + String.join(", ", TRACE_SWITCHES));
  }

  static AckMode ack(String text) {
    for (AckMode mode : AckMode.values()) if (label(mode).equals(text)) return mode;
    List<String> labels = Arrays.stream(AckMode.values()).map(Values::label).toList();
    throw wrong("'" + text + "' is none of " + String.join(", ", labels));
  }

  /// Names of plug-ins, with commas between them.
  static List<String> names(String text) {
    List<String> names = List.of(text.split(",", -1));
    names.forEach(Values::name);
    return names;
  }

  /// The name of a plug-in. It becomes part of a file's name.
  static String name(String text) {
    if (text.matches("[A-Za-z0-9][A-Za-z0-9-]*")) return text;
    throw wrong("'" + text + "' is no name: letters, digits and '-'");
  }

  /// `xen`, or `simulated:` and a folder, which becomes an absolute one.
  static String hypervisor(Environment environment, String text) {
    if (text.equals(TransportOptions.XEN)) return text;
    String folder = text.startsWith(SIMULATED) ? text.substring(SIMULATED.length()) : "";
    if (!folder.isEmpty()) return SIMULATED + environment.path(folder);
    throw wrong("'" + text + "' is neither xen nor simulated: and a folder");
  }

  private static String label(AckMode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static TypeConversionException wrong(String why) {
    return new TypeConversionException(why);
  }
}
