package revenant.server.engine;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;

/// The output that a client has not been given yet, by its place in the stream of all output.
///
/// @param published the position of the first byte that is not known to have been given; it may lie
///   inside the first packet
/// @param end the position after the last byte
/// @param packets by the position of their first byte
/// @param events the events of which no byte was given, for finding duplicates
public record Outbox(
    long published,
    long end,
    PersistentMap<Long, Outgoing> packets,
    PersistentMap<Bytes, Boolean> events) {
  static final Outbox EMPTY = at(0);

  /// An outbox with nothing in it, after `position` bytes of output.
  public static Outbox at(long position) {
    return new Outbox(position, position, PersistentMap.empty(), PersistentMap.empty());
  }

  /// Whether the client has been given everything.
  public boolean isEmpty() {
    return published == end;
  }

  /// How many bytes wait.
  public long bytes() {
    return end - published;
  }

  boolean holds(Outgoing event) {
    return !events.isEmpty() && event.isMergeable() && events.contains(event.packet());
  }

  /// The outbox with one more packet at its end.
  public Outbox with(Outgoing packet) {
    PersistentMap<Bytes, Boolean> waiting =
        packet.isMergeable() ? events.with(packet.packet(), true) : events;
    return new Outbox(
        published, end + packet.packet().length(), packets.with(end, packet), waiting);
  }

  /// The outbox when the client has been given everything before `position`.
  public Outbox publishedTo(long position) {
    if (position <= published) return this;
    if (position >= end) return at(end);
    PersistentMap<Long, Outgoing> rest = packets;
    PersistentMap<Bytes, Boolean> waiting = events;
    for (PersistentMap.Entry<Long, Outgoing> entry : packets) {
      if (entry.key() >= position) break;
      Outgoing packet = entry.value();
      boolean wasUnsent = entry.key() >= published;
      if (wasUnsent && packet.isMergeable()) waiting = waiting.without(packet.packet());
      if (entry.key() + packet.packet().length() <= position) rest = rest.without(entry.key());
    }
    return new Outbox(position, end, rest, waiting);
  }

  /// The outbox without the events that begin before `position`, unless a part was given already.
  /// What follows them moves up.
  public Outbox withoutEvents(long position) {
    Outbox rest = at(packets.isEmpty() ? end : packets.iterator().next().key());
    for (PersistentMap.Entry<Long, Outgoing> entry : packets) {
      boolean isBegun = entry.key() < published;
      boolean isLeftOut = entry.value().isEvent() && !isBegun && entry.key() < position;
      if (!isLeftOut) rest = rest.with(entry.value());
      if (isBegun) rest = rest.publishedTo(published);
    }
    return rest;
  }

  /// Copies what waits into `into`, from [#published()] on, as much as fits.
  public void copyTo(ByteBuffer into) {
    for (PersistentMap.Entry<Long, Outgoing> entry : packets) {
      int skipped = (int) Math.max(0, published - entry.key());
      entry.value().packet().putTo(into, skipped, into.remaining());
      if (!into.hasRemaining()) return;
    }
  }

  /// The packet that was given in part, if any.
  @Nullable Outgoing begun() {
    for (PersistentMap.Entry<Long, Outgoing> entry : packets)
      return entry.key() < published ? entry.value() : null;
    return null;
  }
}
