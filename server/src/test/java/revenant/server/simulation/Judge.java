package revenant.server.simulation;

/// Looks at each step of the server that never dies, and knows what may come of one without asking
/// the engine.
interface Judge {
  /// Something was executed for good.
  void judge(Step step);

  /// A connection ended, or began anew: nothing of it is left.
  default void renewed(long session) {}

  /// The process died.
  default void crashed() {}
}
