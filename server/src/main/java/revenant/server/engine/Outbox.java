package revenant.server.engine;

import java.nio.ByteBuffer;
import revenant.api.tree.Bytes;
import revenant.api.tree.PersistentMap;

/// The output that a client has not been given yet, by its place in the stream of all output.
///
/// @param published the position of the first byte that is not known to have been given; it may lie
///   inside the first packet
/// @param first the position of the first packet's first byte
/// @param end the position after the last byte
/// @param packets one after the other, from `first` to `end`
/// @param events the events of which no byte was given, for finding duplicates
public record Outbox(
    long published, long first, long end, Packets packets, PersistentMap<Bytes, Boolean> events) {
  static final Outbox EMPTY = at(0);

  /// An outbox with nothing in it, after `position` bytes of output.
  public static Outbox at(long position) {
    return new Outbox(position, position, position, Packets.NONE, PersistentMap.empty());
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
        published, first, end + packet.packet().length(), packets.with(packet), waiting);
  }

  /// The outbox when the client has been given everything before `position`.
  public Outbox publishedTo(long position) {
    if (position <= published) return this;
    if (position >= end) return at(end);
    PersistentMap<Bytes, Boolean> waiting = events;
    long start = first;
    int given = 0;
    for (Outgoing packet : packets) {
      if (start >= position) break;
      boolean wasUnsent = start >= published;
      if (wasUnsent && packet.isMergeable()) waiting = waiting.without(packet.packet());
      if (start + packet.packet().length() > position) break;
      start += packet.packet().length();
      given++;
    }
    return new Outbox(position, start, end, packets.after(given), waiting);
  }

  /// The outbox without the events that begin before `position`, unless a part was given already.
  /// What follows them moves up.
  public Outbox withoutEvents(long position) {
    Outbox rest = at(first);
    long start = first;
    for (Outgoing packet : packets) {
      boolean isBegun = start < published;
      boolean isLeftOut = packet.isEvent() && !isBegun && start < position;
      if (!isLeftOut) rest = rest.with(packet);
      if (isBegun) rest = rest.publishedTo(published);
      start += packet.packet().length();
    }
    return rest;
  }

  /// Copies what waits into `into`, from [#published()] on, as much as fits.
  public void copyTo(ByteBuffer into) {
    int skipped = (int) (published - first);
    for (Outgoing packet : packets) {
      packet.packet().putTo(into, skipped, into.remaining());
      if (!into.hasRemaining()) return;
      skipped = 0;
    }
  }
}
