package revenant.bench;

import java.nio.file.Path;

/// A server to measure.
///
/// @param name for the table
/// @param socket where it listens
record Target(String name, Path socket) {
  /// From `NAME=/path/of/socket`.
  static Target parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) throw new IllegalArgumentException("'" + text + "' is not NAME=/path");
    return new Target(text.substring(0, equals), Path.of(text.substring(equals + 1)));
  }
}
