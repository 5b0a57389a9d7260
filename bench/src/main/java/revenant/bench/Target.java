package revenant.bench;

import java.nio.file.Path;

/// A server to measure.
///
/// @param name for the table
/// @param socket where it listens
/// @param pid its process, 0 if that is not known
record Target(String name, Path socket, long pid) {
  /// From `NAME=/path/of/socket` or `NAME=/path/of/socket,PID`.
  static Target parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) throw new IllegalArgumentException("'" + text + "' is not NAME=/path");
    String[] place = text.substring(equals + 1).split(",", 2);
    long pid = place.length == 1 ? 0 : Long.parseLong(place[1]);
    return new Target(text.substring(0, equals), Path.of(place[0]), pid);
  }
}
