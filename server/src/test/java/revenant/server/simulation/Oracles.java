package revenant.server.simulation;

/// What must be true whenever a store is made that others can see. What fails is named by the part
/// of the message before the colon.
interface Oracles {
  /// The input of a ring before `position` is let go of.
  void consuming(long session, long position);

  /// `count` bytes from `position` on are in the page, and are published now.
  void publishing(long session, Page page, long position, int count);

  /// A socket client is given output.
  void telling();

  /// The ring of a domain begins anew.
  default void renewing(long session) {}

  /// The guest is told that its ring began anew.
  default void opening(long session) {}

  /// The server found out how much of its output was published, and goes on from there.
  default void resumed(long session, long written) {}

  static void check(boolean isTrue, String otherwise) {
    if (!isTrue) throw new AssertionError(otherwise);
  }
}
