package revenant.launcher.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// A connection to any Xenstore server on which anything may be said, and which tells what is heard
/// in the order in which it came: replies and events alike, whatever their type.
final class Talk implements AutoCloseable {
  /// What was heard.
  ///
  /// @param type of the packet
  /// @param payload one character a byte
  record Heard(int type, String payload) {
    static final int WATCH_EVENT = 15;
    static final int ERROR = 16;

    boolean isError() {
      return type == ERROR;
    }

    /// The error's name, or what else came.
    String answer() {
      return isError() ? payload.replace("\0", "") : "OK";
    }

    @Override
    public String toString() {
      String what = type == WATCH_EVENT ? "event" : isError() ? "error" : "reply";
      return what + " '" + shown(payload) + "'";
    }
  }

  /// Said by nobody else: who hears the answer has heard everything before it.
  private static final int LAST = 0x7ffffff0;

  private static final int HEADER = 16;
  private static final int PAYLOAD_MAX = 4096;
  private static final int GET_DOMAIN_PATH = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ScheduledExecutorService IMPATIENT =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().unstarted(task));

  private final SocketChannel channel;
  private int id;

  Talk(Path socket) throws IOException {
    channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
  }

  /// Says something and answers what is heard until that is answered.
  List<Heard> say(int type, int transaction, String payload) throws IOException {
    send(type, ++id, transaction, payload);
    return heardUntil(id);
  }

  /// What else is there to be heard.
  List<Heard> listen() throws IOException {
    send(GET_DOMAIN_PATH, LAST, 0, "0\0");
    List<Heard> heard = heardUntil(LAST);
    return heard.subList(0, heard.size() - 1);
  }

  /// Announces more than there may be. Whether the server ends the connection.
  boolean isEndedBySayingTooMuch() throws IOException {
    ByteBuffer header = buffer(HEADER).putInt(2).putInt(++id).putInt(0).putInt(PAYLOAD_MAX + 1);
    write(header.flip());
    try {
      read(1);
      return false;
    } catch (IOException ended) {
      return true;
    }
  }

  private void send(int type, int request, int transaction, String payload) throws IOException {
    byte[] octets = payload.getBytes(ISO_8859_1);
    ByteBuffer packet = buffer(HEADER + octets.length);
    packet.putInt(type).putInt(request).putInt(transaction).putInt(octets.length).put(octets);
    write(packet.flip());
  }

  private void write(ByteBuffer packet) throws IOException {
    while (packet.hasRemaining()) channel.write(packet);
  }

  private List<Heard> heardUntil(int request) throws IOException {
    List<Heard> heard = new ArrayList<>();
    while (true) {
      ByteBuffer header = read(HEADER);
      int type = header.getInt();
      int answered = header.getInt();
      header.getInt();
      heard.add(new Heard(type, ISO_8859_1.decode(read(header.getInt())).toString()));
      if (type != Heard.WATCH_EVENT && answered == request) return heard;
    }
  }

  private ByteBuffer read(int count) throws IOException {
    ByteBuffer bytes = buffer(count);
    ScheduledFuture<?> end =
        IMPATIENT.schedule(this::closeQuietly, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    try {
      while (bytes.hasRemaining())
        if (channel.read(bytes) < 0)
          throw new EOFException(
              "the server at " + channel.getRemoteAddress() + " closed the connection");
    } finally {
      end.cancel(false);
    }
    return bytes.flip();
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException gone) {
      // Then it is.
    }
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Text as people can read it.
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    for (char c : text.toCharArray())
      shown.append(c == 0 ? "\\0" : c < ' ' || c > '~' ? "\\x%02x".formatted((int) c) : "" + c);
    if (shown.length() > 160) return shown.substring(0, 120) + ".. (" + text.length() + " bytes)";
    return shown.toString();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
