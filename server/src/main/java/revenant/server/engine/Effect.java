package revenant.server.engine;

/// Something that a request asks for besides changes and a reply. Doing it again does no harm, and
/// a crash may lose it.
public sealed interface Effect {
  /// Tells the operator.
  ///
  /// @param text unescaped
  record Print(String text) implements Effect {}

  /// Writes down where memory goes.
  ///
  /// @param file where; empty for the trace log
  record MemoryReport(String file) implements Effect {}
}
