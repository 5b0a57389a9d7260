package revenant.transport.socket.batch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Calls that are made together, on real sockets.
@Timeout(60)
public class BatchSpec {
  @TempDir private Path folder;
  private final List<SocketChannel> opened = new ArrayList<>();
  private ServerSocketChannel listener;
  private Batch batch;

  /// Whether this machine's kernel has what it takes, and lets us.
  public static boolean isThere() {
    try {
      Path setting = Path.of("/proc/sys/kernel/io_uring_disabled");
      return Files.exists(setting) && Files.readString(setting).strip().equals("0");
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  @BeforeEach
  void open() throws IOException {
    assumeTrue(isThere(), "this kernel has no io_uring for us");
    batch = Batch.open().orElseThrow();
    listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listener.bind(UnixDomainSocketAddress.of(folder.resolve("socket")));
  }

  @AfterEach
  void close() throws IOException {
    for (SocketChannel channel : opened) channel.close();
    if (listener != null) listener.close();
  }

  /// @param ours an end that the batch is used on
  /// @param theirs the other one
  private record Pair(SocketChannel ours, SocketChannel theirs) {}

  private Pair pair() throws IOException {
    SocketChannel theirs = SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("socket")));
    opened.add(theirs);
    SocketChannel ours = listener.accept();
    opened.add(ours);
    ours.configureBlocking(false);
    return new Pair(ours, theirs);
  }

  private int number(Pair pair) {
    return batch.number(pair.ours());
  }

  @Test
  void each_call_has_an_answer_of_its_own() throws IOException {
    Pair full = pair();
    Pair empty = pair();
    Pair ended = pair();
    full.theirs().write(bytes("hello"));
    ended.theirs().close();
    batch.receive(number(full), 100);
    batch.receive(number(empty), 100);
    batch.receive(number(ended), 100);
    batch.make();
    assertThat(batch.arrived(0)).isEqualTo(5);
    assertThat(text(batch.received(0))).isEqualTo("hello");
    assertThat(batch.result(1)).isEqualTo(Batch.LATER);
    assertThat(batch.arrived(1)).isZero();
    assertThat(batch.received(1).hasRemaining()).isFalse();
    assertThat(batch.arrived(2)).isEqualTo(-1);
  }

  @Test
  void no_more_is_read_than_was_asked_for() throws IOException {
    Pair pair = pair();
    pair.theirs().write(bytes("abcdef"));
    batch.receive(number(pair), 4);
    batch.make();
    assertThat(text(batch.received(0))).isEqualTo("abcd");
    batch.receive(number(pair), 4);
    batch.make();
    assertThat(text(batch.received(0))).isEqualTo("ef");
  }

  @Test
  void a_full_batch_writes_to_each_its_own_again_and_again() throws IOException {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < Batch.CALLS; i++) pairs.add(pair());
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < Batch.CALLS; i++) {
        assertThat(batch.isFull()).isFalse();
        batch.send(number(pairs.get(i)), bytes(round + " for " + i));
      }
      assertThat(batch.isFull()).isTrue();
      batch.make();
      for (int i = 0; i < Batch.CALLS; i++) {
        String expected = round + " for " + i;
        assertThat(batch.result(i)).isEqualTo(expected.length());
        ByteBuffer into = ByteBuffer.allocate(100);
        pairs.get(i).theirs().read(into);
        assertThat(text(into.flip())).isEqualTo(expected);
      }
    }
  }

  @Test
  void what_there_is_no_room_for_is_not_waited_with() throws IOException {
    Pair pair = pair();
    while (pair.ours().write(ByteBuffer.allocate(Batch.BYTES)) > 0) {}
    batch.send(number(pair), bytes("later"));
    batch.make();
    assertThat(batch.result(0)).isEqualTo(Batch.LATER);
    assertThat(text(batch.bytes(0))).isEqualTo("later");
  }

  @Test
  void whoever_has_left_gets_nothing_and_no_signal_comes_of_it() throws IOException {
    Pair pair = pair();
    pair.theirs().close();
    batch.send(number(pair), bytes("too late"));
    batch.make();
    assertThat(batch.result(0)).isNegative().isNotEqualTo(Batch.LATER);
  }

  @Test
  void an_operator_can_do_without() {
    System.setProperty(Batch.OFF, "true");
    try {
      assertThat(Batch.open()).isEmpty();
    } finally {
      System.clearProperty(Batch.OFF);
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  private static String text(ByteBuffer bytes) {
    return US_ASCII.decode(bytes.duplicate()).toString();
  }
}
