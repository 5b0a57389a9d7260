package revenant.testkit.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A connection to a Xenstore server's unix socket. Requests may be asked one by one, or sent ahead
/// and their answers received later, in order. One thread at a time; nothing waits longer than
/// [#PATIENCE].
public final class XenstoreClient implements Requests, AutoCloseable {
  /// How long an answer may take.
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int HEADER = 16;
  private static final int PAYLOAD_MAX = 4096;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int QUESTION_MAX = 80;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final ByteBuffer out = buffer();
  private final ByteBuffer in = buffer().flip();
  private final ArrayDeque<Question> unanswered = new ArrayDeque<>();
  private final ArrayDeque<WatchEvent> events = new ArrayDeque<>();
  private int lastId;

  /// A request that was sent; what it says is made readable only for who asks.
  private record Question(int id, Operation operation, ByteBuffer payload) {
    @Override
    public String toString() {
      String text = ISO_8859_1.decode(payload.duplicate()).toString().replace('\0', ' ').strip();
      if (text.length() > QUESTION_MAX) text = text.substring(0, QUESTION_MAX) + "..";
      return operation + " " + text;
    }
  }

  private XenstoreClient(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, SelectionKey.OP_READ);
  }

  /// Connects to the server at `socket`.
  public static XenstoreClient connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(socket));
      channel.configureBlocking(false);
      return new XenstoreClient(channel, Selector.open());
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  @Override
  public Answer ask(Operation operation, byte[] payload) throws IOException {
    return ask(operation, 0, payload);
  }

  /// Sends a request in a transaction and waits for the answer to it.
  public Answer ask(Operation operation, int transaction, byte[] payload) throws IOException {
    if (!unanswered.isEmpty()) throw new IllegalStateException("there are answers to receive");
    send(operation, transaction, payload);
    flush();
    return receive();
  }

  /// Requests in the transaction with that id.
  public Requests in(int transaction) {
    return (operation, payload) -> ask(operation, transaction, payload);
  }

  /// Begins a transaction.
  ///
  /// @return its id
  public int begin() throws IOException {
    return ask(Operation.TRANSACTION_START, "\0").number();
  }

  /// Ends a transaction, for good or as if it had never been.
  public Answer end(int transaction, boolean isCommitted) throws IOException {
    return ask(
        Operation.TRANSACTION_END, transaction, new byte[] {(byte) (isCommitted ? 'T' : 'F'), 0});
  }

  /// Asks to be told of changes at and below `path`.
  public Answer watch(String path, String token) throws IOException {
    return ask(Operation.WATCH, path + "\0" + token + "\0");
  }

  /// Takes a watch back.
  public Answer unwatch(String path, String token) throws IOException {
    return ask(Operation.UNWATCH, path + "\0" + token + "\0");
  }

  /// A command to the daemon, such as `check`.
  public Answer control(String... words) throws IOException {
    return ask(Operation.CONTROL, String.join("\0", words) + "\0");
  }

  /// Puts a request into the buffer; [#flush] sends it.
  public void send(Operation operation, int transaction, byte[] payload) throws IOException {
    if (out.remaining() < HEADER + payload.length) flush();
    out.putInt(operation.number()).putInt(++lastId).putInt(transaction).putInt(payload.length);
    out.put(payload);
    unanswered.add(new Question(lastId, operation, ByteBuffer.wrap(payload)));
  }

  /// Hands all that was sent to the kernel, and takes what the server says meanwhile.
  public void flush() throws IOException {
    long deadline = deadline(PATIENCE);
    out.flip();
    try {
      while (out.hasRemaining()) {
        if (channel.write(out) > 0) continue;
        if (hasRoom()) take();
        await(SelectionKey.OP_WRITE | (hasRoom() ? SelectionKey.OP_READ : 0), deadline);
      }
    } finally {
      out.compact();
    }
  }

  /// Bytes as they are, complete or not, right or wrong.
  public void sendRaw(byte[] bytes) throws IOException {
    out.put(bytes);
    flush();
  }

  /// How many requests have not been answered.
  public int inFlight() {
    return unanswered.size();
  }

  /// Waits for the next answer.
  ///
  /// @throws EOFException if the server closes the connection instead
  public Answer receive() throws IOException {
    long deadline = deadline(PATIENCE);
    while (true) {
      Answer answer = parse();
      if (answer != null) return answer;
      fill(deadline);
    }
  }

  /// The next event, if one comes within `patience`.
  public Optional<WatchEvent> event(Duration patience) throws IOException {
    if (!unanswered.isEmpty()) throw new IllegalStateException("there are answers to receive");
    long deadline = deadline(patience);
    while (true) {
      while (events.isEmpty() && length() > 0) parse();
      if (!events.isEmpty()) return Optional.of(events.remove());
      if (System.nanoTime() - deadline >= 0) return Optional.empty();
      if (take() == 0) select(SelectionKey.OP_READ, deadline);
    }
  }

  /// Waits until the server closes the connection, and takes no notice of what it says before.
  public void awaitEnd() throws IOException {
    long deadline = deadline(PATIENCE);
    try {
      while (true) {
        in.clear().flip();
        fill(deadline);
      }
    } catch (EOFException expected) {
      in.clear().flip();
    }
  }

  @Override
  public void close() throws IOException {
    try (selector;
        channel) {
      key.cancel();
    }
  }

  private @Nullable Answer parse() throws IOException {
    while (length() > 0) {
      int type = in.getInt();
      int id = in.getInt();
      in.getInt();
      byte[] payload = new byte[in.getInt()];
      in.get(payload);
      if (type == Operation.WATCH_EVENT.number()) events.add(event(payload));
      else return answer(type, id, payload);
    }
    return null;
  }

  private Answer answer(int type, int id, byte[] payload) throws IOException {
    Question question = unanswered.poll();
    boolean isError = type == Operation.ERROR.number();
    if (question == null || question.id != id || !(isError || type == question.operation.number()))
      throw new IOException(
          "packet %d with id %d is no answer to %s".formatted(type, id, question));
    return new Answer(question, isError, payload);
  }

  private static WatchEvent event(byte[] payload) {
    String[] fields = new String(payload, ISO_8859_1).split("\0", -1);
    return new WatchEvent(fields[0], fields[1]);
  }

  /// The length of the packet that is complete, 0 if none is.
  private int length() throws IOException {
    if (in.remaining() < HEADER) return 0;
    int payload = in.getInt(in.position() + HEADER - Integer.BYTES);
    if (payload < 0 || payload > PAYLOAD_MAX) throw new IOException("a payload of " + payload);
    return in.remaining() < HEADER + payload ? 0 : HEADER + payload;
  }

  private void fill(long deadline) throws IOException {
    while (take() == 0) await(SelectionKey.OP_READ, deadline);
  }

  private boolean hasRoom() {
    return in.capacity() - in.remaining() > 0;
  }

  /// Takes what has arrived; answers how many bytes.
  private int take() throws IOException {
    in.compact();
    try {
      int count = channel.read(in);
      if (count < 0) throw new EOFException("the server closed the connection");
      return count;
    } finally {
      in.flip();
    }
  }

  private void await(int interest, long deadline) throws IOException {
    if (System.nanoTime() - deadline >= 0)
      throw new IOException("the server does not answer: " + unanswered.peek());
    select(interest, deadline);
  }

  private void select(int interest, long deadline) throws IOException {
    key.interestOps(interest);
    long millis = (deadline - System.nanoTime()) / 1_000_000;
    selector.select(Math.max(1, millis));
    selector.selectedKeys().clear();
  }

  private static long deadline(Duration patience) {
    return System.nanoTime() + patience.toNanos();
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }
}
