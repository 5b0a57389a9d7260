package revenant.server.engine;

/// What the nodes that a domain owns add up to.
///
/// @param nodes how many there are
/// @param bytes what they take, in bytes
public record Usage(long nodes, long bytes) {
  static final Usage NONE = new Usage(0, 0);

  Usage plus(long moreNodes, long moreBytes) {
    return new Usage(nodes + moreNodes, bytes + moreBytes);
  }
}
