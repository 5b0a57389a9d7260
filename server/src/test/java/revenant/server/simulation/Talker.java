package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// The guest's end of a ring, with one request at a time: moves a few bytes at a time in either
/// direction, and knows packets.
final class Talker {
  private final Choices choices;
  private final Page page;
  private final Octets output = new Octets();
  private final Octets input = new Octets();
  private int moved;
  private int parsed;
  private int requests;

  Talker(Choices choices, Page page) {
    this.choices = choices;
    this.page = page;
    page.isInUse = true;
    boolean isNew =
        page.requestConsumer == 0
            && page.requestProducer == 0
            && page.responseConsumer == 0
            && page.responseProducer == 0
            && page.error == 0;
    Oracles.check(isNew, "reset: the ring is not as new");
  }

  void ask(RequestType type, String... strings) {
    String payload = strings.length == 0 ? "" : String.join("\0", strings) + "\0";
    output.add(new Packet(type.number(), ++requests, 0, Bytes.of(payload)).bytes());
  }

  void send(byte[] octets) {
    output.add(octets);
  }

  /// Whether there is anything that the server has not taken.
  boolean isTalking() {
    return moved < output.length() || page.requestProducer != page.requestConsumer;
  }

  /// Moves bytes, perhaps; answers whether the server is told, which is no more often than a kernel
  /// does: of input when all before it had been taken, of room when there had been none.
  boolean act() {
    return choices.flag() ? put() : take();
  }

  private boolean put() {
    int room = Page.SIZE - (page.requestProducer - page.requestConsumer);
    int count = Math.min(room, output.length() - moved);
    if (count == 0) return false;
    if (choices.oneIn(3)) count = 1 + choices.below(count);
    boolean isNews = page.requestConsumer == page.requestProducer;
    for (int i = 0; i < count; i++)
      page.requests[Page.at(page.requestProducer++)] = output.at(moved++);
    return isNews;
  }

  private boolean take() {
    int waiting = page.responseProducer - page.responseConsumer;
    Oracles.check(waiting >= 0 && waiting <= Page.SIZE, "cursors: rsp_prod is " + waiting);
    if (waiting == 0) return false;
    int count = choices.oneIn(3) ? 1 + choices.below(waiting) : waiting;
    for (int i = 0; i < count; i++) input.add(page.responses[Page.at(page.responseConsumer++)]);
    return waiting == Page.SIZE;
  }

  /// The next packet that came, if it is whole.
  @Nullable Packet hear() {
    if (input.length() - parsed < Packet.HEADER) return null;
    ByteBuffer in =
        ByteBuffer.wrap(input.from(parsed, input.length())).order(ByteOrder.LITTLE_ENDIAN);
    int length = Packet.length(in);
    Oracles.check(length != Packet.BROKEN, "answers: not a packet");
    if (length > in.remaining()) return null;
    parsed += length;
    Packet packet = Packet.take(in);
    boolean isOfLast =
        packet.type() == RequestType.WATCH_EVENT.number() || packet.requestId() == requests;
    Oracles.check(isOfLast, "answers: not to the last request");
    return packet;
  }

  static boolean isEvent(Packet packet) {
    return packet.type() == RequestType.WATCH_EVENT.number();
  }

  /// The strings of a packet, separated by blanks.
  static String text(Packet packet) {
    String text = packet.payload().text();
    return (text.endsWith("\0") ? text.substring(0, text.length() - 1) : text).replace('\0', ' ');
  }
}
