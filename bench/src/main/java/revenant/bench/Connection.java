package revenant.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/// A connection that sends prepared packets and counts answers. Direct buffers, no parsing beyond
/// the header: as little work as a client can have.
final class Connection implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int IDLE_BYTES = 1 << 10;
  private static final int BATCH = 64;

  private final Target target;
  private final SocketChannel channel;
  private final ByteBuffer out;
  private final ByteBuffer in;

  Connection(Target target) throws IOException {
    this(target, BUFFER_BYTES);
  }

  /// One that is hardly used.
  static Connection idle(Target target) throws IOException {
    return new Connection(target, IDLE_BYTES);
  }

  private Connection(Target target, int bufferBytes) throws IOException {
    this.target = target;
    this.out = buffer(bufferBytes);
    this.in = buffer(bufferBytes).flip();
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(target.socket()));
  }

  SocketChannel channel() {
    return channel;
  }

  /// Sends `packet` and waits for the answer.
  void ask(byte[] packet) throws IOException {
    put(packet);
    send();
    awaitAnswer();
  }

  /// Sends all of `packets`, some at a time, and waits for their answers.
  void askAll(Iterable<byte[]> packets) throws IOException {
    int sent = 0;
    for (byte[] packet : packets) {
      put(packet);
      if (++sent % BATCH == 0) exchange(BATCH);
    }
    exchange(sent % BATCH);
  }

  private void exchange(int count) throws IOException {
    send();
    for (int i = 0; i < count; i++) awaitAnswer();
  }

  void put(byte[] packet) {
    out.put(packet);
  }

  void send() throws IOException {
    out.flip();
    while (out.hasRemaining()) channel.write(out);
    out.clear();
  }

  void awaitAnswer() throws IOException {
    while (!takeAnswer()) receive();
  }

  /// Reads what has arrived, at least a byte if the channel blocks.
  void receive() throws IOException {
    in.compact();
    int count = channel.read(in);
    in.flip();
    if (count < 0) throw new EOFException(target.name() + " closed the connection");
  }

  /// Takes a whole answer out of what was read, if there is one. Events do not count.
  boolean takeAnswer() throws IOException {
    while (in.remaining() >= Packets.HEADER) {
      int length = Packets.HEADER + in.getInt(in.position() + Packets.LENGTH_AT);
      if (in.remaining() < length) return false;
      int type = in.getInt(in.position());
      if (type == Packets.ERROR) throw refused(length);
      in.position(in.position() + length);
      if (type != Packets.WATCH_EVENT) return true;
    }
    return false;
  }

  private IOException refused(int length) {
    byte[] answer = new byte[length];
    in.get(answer);
    int errno = length - Packets.HEADER - 1;
    return new IOException(
        target.name() + " answers " + new String(answer, Packets.HEADER, errno, ISO_8859_1));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
