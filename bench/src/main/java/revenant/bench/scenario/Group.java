package revenant.bench.scenario;

/// Scenarios that belong together.
public enum Group {
  /// One after another, and some at a time.
  REQUESTS("Requests"),
  /// Those, and events.
  TRANSACTIONS("Transactions and watches"),
  /// The same work beside more and more.
  SCALE("Cost as work grows"),
  /// Domains on shared memory.
  RINGS("Rings"),
  /// Many guests are made at once.
  STORM("Boot storm"),
  /// Starts, crashes, time.
  LIFE("Recovery and long runs");

  private final String title;

  Group(String title) {
    this.title = title;
  }

  /// For the report.
  public String title() {
    return title;
  }
}
