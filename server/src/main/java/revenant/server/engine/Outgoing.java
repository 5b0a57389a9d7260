package revenant.server.engine;

import revenant.api.tree.Bytes;
import revenant.server.wire.Packet;

/// A packet that waits in an outbox.
///
/// @param packet header and payload
/// @param isEvent whether it is a watch's event rather than a reply
public record Outgoing(Bytes packet, boolean isEvent) {
  /// Whether an equal event that waits makes this one superfluous: true for all but the special
  /// ones, each of which stands for another domain.
  boolean isMergeable() {
    return isEvent && packet.at(Packet.HEADER) != '@';
  }
}
