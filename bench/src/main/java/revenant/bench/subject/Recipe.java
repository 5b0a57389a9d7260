package revenant.bench.subject;

import java.nio.file.Path;

/// How a daemon of our own is started.
///
/// @param command `bin/xenstored` of the distribution
/// @param store the name of its store
/// @param ack what a reply waits for
public record Recipe(Path command, String store, String ack) {
  private static final String USUAL_ACK = "journal";

  /// For the table.
  public String name() {
    return ack.equals(USUAL_ACK) ? store : store + "/" + ack;
  }
}
