package revenant.server.engine;

import revenant.api.tree.PersistentMap;

/// What the trace log shows (CONTROL log, logfile).
///
/// @param isOn whether anything is written
/// @param file where; empty for the file of the command line
/// @param switches the switches that are on, by name
public record Logging(boolean isOn, String file, PersistentMap<String, Boolean> switches) {
  /// As the daemon starts.
  public static final Logging STANDARD = new Logging(true, "", PersistentMap.empty());
}
