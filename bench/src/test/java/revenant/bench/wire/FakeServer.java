package revenant.bench.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.IntUnaryOperator;

/// A server of one client that answers each request as it is told: with that type and payload, or
/// an error.
final class FakeServer implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final Thread thread;

  /// @param answers from the number of a request to the type of the answer
  FakeServer(Path socket, IntUnaryOperator answers) throws IOException {
    this(socket, answers, "1\0");
  }

  FakeServer(Path socket, IntUnaryOperator answers, String payload) throws IOException {
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(socket));
    thread = Thread.ofPlatform().daemon().start(() -> serve(answers, payload.getBytes(ISO_8859_1)));
  }

  private void serve(IntUnaryOperator answers, byte[] answered) {
    try (SocketChannel client = listener.accept()) {
      for (int i = 0; ; i++) {
        ByteBuffer header = read(client, Packets.HEADER);
        read(client, header.getInt(Packets.LENGTH_AT));
        int type = answers.applyAsInt(i);
        byte[] payload = type == Packets.ERROR ? "EAGAIN\0".getBytes(ISO_8859_1) : answered;
        var answer = ByteBuffer.allocate(Packets.HEADER + payload.length);
        answer.order(ByteOrder.LITTLE_ENDIAN);
        answer.putInt(type).putInt(1).putInt(0).putInt(payload.length).put(payload).flip();
        while (answer.hasRemaining()) client.write(answer);
      }
    } catch (IOException _) {
      // The client has gone.
    }
  }

  private static ByteBuffer read(SocketChannel client, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) if (client.read(buffer) < 0) throw new IOException("gone");
    return buffer;
  }

  @Override
  public void close() throws IOException {
    listener.close();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
