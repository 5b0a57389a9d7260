package revenant.server.simulation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.tree.Bytes;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// A client: sends what its script says a few bytes at a time, reads as much as it likes when it
/// likes, and checks what it is told.
abstract class Client {
  private static final int HASTE_MAX = 20;
  private static final int BREAK = 200;

  /// A request, and where it ends in the stream of all requests.
  record Sent(Packet packet, long end) {}

  final Choices choices;
  private final Script script;
  private final int requests;
  private final List<Sent> sent = new ArrayList<>();
  private final Octets output = new Octets();
  private final Octets received = new Octets();
  private final List<Integer> open = new ArrayList<>();
  private final long start;
  private final int haste;
  private int moved;
  private int parsed;
  private int answered;
  private int executed;
  private int checked;
  private int sleep;
  private boolean mayBreak;
  private boolean isBroken;

  Client(Choices choices, Script script, int requests, long start) {
    this.choices = choices;
    this.script = script;
    this.requests = requests;
    this.start = start;
    haste = 1 + choices.below(HASTE_MAX);
  }

  abstract long session();

  /// The server's end as the process of now has it; null while there is none.
  abstract @Nullable Link link();

  /// How much output the server has given, by what others can see.
  abstract long given();

  /// Room for input.
  abstract int room();

  abstract void put(byte octet);

  /// Output that is there.
  abstract int waiting();

  abstract byte take();

  /// After putting or taking; whether the server is told.
  abstract void stored(boolean wasPut, boolean wasFull);

  abstract boolean isFull();

  /// There is no output.
  void heardAll() {}

  /// There is no room for input.
  void foundNoRoom() {}

  /// Whether it waits to be told that there is output.
  boolean isDeaf() {
    return false;
  }

  /// Whether it waits to be told that there is room.
  boolean isMute() {
    return false;
  }

  /// Does something, or nothing.
  void act() {
    if (sleep > 0) {
      sleep--;
      return;
    }
    if (choices.oneIn(200)) sleep = choices.below(choices.oneIn(4) ? 2000 : 300);
    if (choices.flag()) {
      if (!isMute()) speak();
    } else if (!isDeaf()) {
      listen();
    }
  }

  private void speak() {
    if (moved == output.length()) ask();
    int count = Math.min(output.length() - moved, room());
    if (count == 0) {
      if (moved < output.length()) foundNoRoom();
      return;
    }
    if (choices.oneIn(3)) count = 1 + choices.below(count);
    for (int i = 0; i < count; i++) put(output.at(moved++));
    stored(true, false);
  }

  private void ask() {
    if (isBroken || sent.size() >= requests || sent.size() - answered >= haste) return;
    if (mayBreak && choices.oneIn(BREAK)) sendBroken();
    else add(script.next(requestId(sent.size()), open));
  }

  /// A number of the client's own for its request after `count`.
  int requestId(int count) {
    return count * 0x10003 + 7;
  }

  /// From now on it may send what is no packet, and is told nothing more then.
  void beReckless() {
    mayBreak = true;
  }

  private void sendBroken() {
    isBroken = true;
    byte[] header = new byte[Packet.HEADER];
    header[0] = (byte) RequestType.WRITE.number();
    header[Packet.HEADER - 3] = (byte) (1 + Packet.PAYLOAD_MAX / 0x100);
    output.add(header);
  }

  boolean isBroken() {
    return isBroken;
  }

  private void listen() {
    int count = waiting();
    if (count == 0) {
      heardAll();
      return;
    }
    boolean wasFull = isFull();
    if (choices.flag()) count = 1 + choices.below(choices.flag() ? count : Math.min(count, 9));
    for (int i = 0; i < count; i++) received.add(take());
    stored(false, wasFull);
    parse();
  }

  private void parse() {
    while (received.length() - parsed >= Packet.HEADER) {
      ByteBuffer in =
          ByteBuffer.wrap(received.from(parsed, received.length())).order(ByteOrder.LITTLE_ENDIAN);
      int length = Packet.length(in);
      Oracles.check(length != Packet.BROKEN, "answers: not a packet");
      if (length > in.remaining()) return;
      parsed += length;
      hear(Packet.take(in));
    }
  }

  private void hear(Packet packet) {
    if (packet.type() == RequestType.WATCH_EVENT.number()) return;
    Oracles.check(answered < sent.size(), "answers: one without a question");
    Packet question = sent.get(answered++).packet();
    boolean isOf =
        packet.requestId() == question.requestId()
            && packet.transactionId() == question.transactionId()
            && (packet.type() == question.type() || packet.type() == RequestType.ERROR.number());
    Oracles.check(
        isOf,
        "answers: not in the order of questions: " + packet + " to " + question + ", " + this);
    if (packet.type() == RequestType.TRANSACTION_START.number())
      open.add(Integer.parseInt(packet.payload().text().trim()));
  }

  /// The request that ends at `position`.
  Packet request(long position) {
    for (Sent request : sent.subList(executed, sent.size()))
      if (request.end() == position) return request.packet();
    throw new AssertionError("execution: not a request");
  }

  /// The request that ends at `position` is executed for good.
  Packet executed(long position) {
    Oracles.check(
        executed < sent.size() && sent.get(executed).end() == position,
        "execution: not the request after the last one");
    return sent.get(executed++).packet();
  }

  /// Where those of its requests end that are complete before `position` and after `from`.
  List<Long> ends(long from, long position) {
    return sent.stream().map(Sent::end).filter(end -> end > from && end <= position).toList();
  }

  /// Checks that what was received is what the model said, so far.
  void check(Octets said) {
    Oracles.check(
        received.agrees(said, checked, received.length()), "answers: other bytes than the model's");
    checked = received.length();
  }

  boolean hasAsked() {
    return sent.size() >= requests && moved == output.length();
  }

  boolean isDone() {
    return hasAsked() && answered == sent.size() && parsed == received.length();
  }

  /// How much it did and was told: while this grows there is progress.
  long progress() {
    return (long) moved + received.length();
  }

  int answered() {
    return answered;
  }

  /// How many of its requests were executed for good.
  int executed() {
    return executed;
  }

  int received() {
    return received.length();
  }

  @Override
  public String toString() {
    return "client "
        + session()
        + " sent "
        + sent.size()
        + " (room "
        + room()
        + "), executed "
        + executed
        + ", answered "
        + answered;
  }

  /// Asks for this besides what its script says.
  void ask(RequestType type, String payload) {
    add(new Packet(type.number(), sent.size(), 0, Bytes.of(payload)));
  }

  private void add(Packet packet) {
    output.add(packet.bytes());
    sent.add(new Sent(packet, start + output.length()));
  }
}
