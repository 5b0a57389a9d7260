package revenant.server.engine;

import revenant.api.tree.PersistentMap;

/// What the trace log shows (CONTROL log, logfile).
///
/// @param isOn whether anything is written
/// @param file where; empty for the file of the command line
/// @param switches the switches that are on, by name: `io` shows packets, `obj` shows connections,
///   watches and transactions as they come and go; the others have nothing to show here
public record Logging(boolean isOn, String file, PersistentMap<String, Boolean> switches) {
  /// The switch for packets.
  public static final String IO = "io";

  /// The switch for what comes and goes.
  public static final String OBJECTS = "obj";

  /// As the daemon starts.
  public static final Logging STANDARD =
      new Logging(
          true, "", PersistentMap.<String, Boolean>empty().with(IO, true).with(OBJECTS, true));

  /// Whether a kind of line is written.
  public boolean shows(String kind) {
    return isOn && switches.contains(kind);
  }

  /// The same with one switch changed, which is spelled `+io` or `-io`.
  public Logging switched(String sign) {
    String kind = sign.substring(1);
    boolean isPlus = sign.charAt(0) == '+';
    return new Logging(isOn, file, isPlus ? switches.with(kind, true) : switches.without(kind));
  }
}
