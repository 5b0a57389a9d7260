package revenant.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// A connection that sends prepared packets and counts answers. Direct buffers, no parsing beyond
/// the header: as little work as a client can have.
public final class Connection implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 17;
  private static final int SMALL_BYTES = 1 << 14;
  private static final int IDLE_BYTES = 1 << 10;
  private static final int BATCH = 64;

  private final SocketChannel channel;
  private final ByteBuffer out;
  private ByteBuffer in;
  private int textAt;
  private int textLength;

  /// One that may have much under way.
  public Connection(Path socket) throws IOException {
    this(socket, BUFFER_BYTES);
  }

  /// One that has little under way.
  public static Connection small(Path socket) throws IOException {
    return new Connection(socket, SMALL_BYTES);
  }

  /// One that is hardly used.
  public static Connection idle(Path socket) throws IOException {
    return new Connection(socket, IDLE_BYTES);
  }

  private Connection(Path socket, int bufferBytes) throws IOException {
    this.out = buffer(bufferBytes);
    this.in = buffer(bufferBytes).flip();
    this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  SocketChannel channel() {
    return channel;
  }

  /// Sends `packet` and waits for the answer.
  public void ask(byte[] packet) throws IOException {
    put(packet);
    send();
    awaitAnswer();
  }

  /// What the answer to the last request says.
  public String text() {
    byte[] bytes = new byte[textLength];
    in.get(textAt, bytes);
    return new String(bytes, ISO_8859_1);
  }

  /// Sends all of `packets`, some at a time, and waits for their answers.
  public void askAll(Iterable<byte[]> packets) throws IOException {
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

  /// As part of a transaction.
  void put(byte[] packet, int transaction) {
    int start = out.position();
    out.put(packet);
    out.putInt(start + Packets.TRANSACTION_AT, transaction);
  }

  void send() throws IOException {
    toSend();
    sent(0);
  }

  /// How many bytes were put and not sent.
  int waiting() {
    return out.position();
  }

  /// What was put, to be sent by somebody else; [#sent] comes after.
  ByteBuffer toSend() {
    return out.flip();
  }

  /// Sends the rest.
  ///
  /// @param count how much was sent, negative for nothing
  void sent(int count) throws IOException {
    out.rewind().position(Math.max(0, count));
    while (out.hasRemaining()) channel.write(out);
    out.clear();
  }

  void awaitAnswer() throws IOException {
    while (!takeAnswer()) receive();
  }

  /// Waits for the event of a watch.
  public void awaitEvent() throws IOException {
    while (next() != Packets.WATCH_EVENT) if (textLength < 0) receive();
  }

  /// Reads what has arrived, at least a byte if the channel blocks. There are servers that answer
  /// with packets of any length.
  void receive() throws IOException {
    in.compact();
    if (!in.hasRemaining()) in = buffer(2 * in.capacity()).put(in.flip());
    int count = channel.read(in);
    in.flip();
    if (count < 0) throw new EOFException("closed the connection");
  }

  /// Takes what was read for it.
  ///
  /// @param count negative if no more will come
  void receive(int count, ByteBuffer bytes) throws IOException {
    if (count < 0) throw new EOFException("closed the connection");
    in.compact();
    while (in.remaining() < count) in = buffer(2 * in.capacity()).put(in.flip());
    in.put(bytes).flip();
  }

  /// Takes a whole answer out of what was read, if there is one. Events do not count.
  boolean takeAnswer() throws IOException {
    for (int type = next(); type != 0; type = next()) {
      if (type == Packets.ERROR) throw new Refused(text().replace("\0", ""));
      if (type != Packets.WATCH_EVENT) return true;
    }
    return false;
  }

  /// Takes the next whole packet out of what was read; [#text] is its payload, until more is read.
  ///
  /// @return its type, 0 if there is none
  int next() {
    textLength = -1;
    if (in.remaining() < Packets.HEADER) return 0;
    int length = in.getInt(in.position() + Packets.LENGTH_AT);
    if (in.remaining() < Packets.HEADER + length) return 0;
    int type = in.getInt(in.position());
    textAt = in.position() + Packets.HEADER;
    textLength = length;
    in.position(textAt + length);
    return type;
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
