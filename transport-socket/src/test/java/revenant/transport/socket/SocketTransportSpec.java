package revenant.transport.socket;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.transport.Link;
import revenant.api.transport.Service;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.transport.socket.batch.Batch;
import revenant.transport.socket.batch.BatchSpec;

/// The transport over a real socket, with a service that echoes.
@Timeout(60)
class SocketTransportSpec {
  private static final int CONNECTIONS_MAX = 1200;
  @TempDir private Path folder;
  private final Echo echo = new Echo();
  private final List<SocketChannel> clients = new ArrayList<>();
  private Path socket;
  private Transport transport;

  @BeforeEach
  void start() throws IOException {
    socket = folder.resolve("socket");
    transport = open(CONNECTIONS_MAX);
    transport.start(echo);
  }

  @AfterEach
  void stop() throws IOException {
    for (SocketChannel client : clients) client.close();
    transport.close();
  }

  private Transport open(int connectionsMax) {
    return new SocketTransport(options(socket, connectionsMax), this::batch);
  }

  Optional<Batch> batch() {
    Optional<Batch> batch = Batch.open();
    assertThat(batch.isPresent()).isEqualTo(BatchSpec.isThere());
    return batch;
  }

  @Test
  void a_client_is_answered() throws IOException {
    assertThat(exchange(connect(), "hello")).isEqualTo("hello");
  }

  @Test
  void clients_have_the_names_of_their_turn_and_are_privileged() throws IOException {
    exchange(connect(), "a");
    assertThat(echo.newestName()).isEqualTo("socket 1");
    exchange(connect(), "a");
    assertThat(echo.newestName()).isEqualTo("socket 2");
  }

  @Test
  void what_arrives_at_once_is_served_at_once() throws IOException {
    SocketChannel client = connect();
    exchange(client, "first");
    int before = echo.calls.get();
    assertThat(exchange(client, "1234567890".repeat(3000))).hasSize(30_000);
    assertThat(echo.calls.get() - before).isEqualTo(1);
  }

  @Test
  void a_slow_reader_gets_every_byte_in_order() throws Exception {
    byte[] sent = new byte[8 << 20];
    new Random(1).nextBytes(sent);
    SocketChannel client = connect();
    Thread writer = Thread.ofPlatform().start(() -> write(client, sent));
    waitUntil(() -> echo.partialWrites.get() > 0);
    assertThat(receive(client, sent.length)).isEqualTo(sent);
    writer.join();
  }

  @Test
  void slow_readers_of_little_pieces_get_every_byte_in_order() throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(2).nextBytes(sent);
    List<Thread> writers = new ArrayList<>();
    List<SocketChannel> slow = List.of(connect(), connect(), connect());
    for (SocketChannel client : slow)
      writers.add(Thread.ofPlatform().start(() -> writePieces(client, sent, 1000)));
    waitUntil(() -> echo.partialWrites.get() > 2);
    for (SocketChannel client : slow) assertThat(receive(client, sent.length)).isEqualTo(sent);
    for (Thread writer : writers) writer.join();
  }

  @Test
  void what_a_service_does_not_consume_stays_with_the_client() throws Exception {
    List<Link> links = new ArrayList<>();
    Transport idle = another("idle", links::addAll);
    SocketChannel client = connect(folder.resolve("idle"));
    client.configureBlocking(false);
    int sent = fill(client);
    assertThat(fill(client)).isZero();
    Link link = links.getFirst();
    assertThat(link.read(0, ByteBuffer.allocate(1 << 20))).isEqualTo(Input.MAX);
    assertThat(sent).isGreaterThan(Input.MAX);
    link.consumed(Input.MAX);
    waitUntil(() -> link.read(Input.MAX, ByteBuffer.allocate(1)) == 1);
    idle.close();
  }

  @Test
  void a_link_that_is_made_ready_without_end_keeps_nobody_from_being_heard() throws Exception {
    AtomicInteger turns = new AtomicInteger();
    List<String> heard = new CopyOnWriteArrayList<>();
    Service service =
        links -> {
          for (Link link : links) {
            heard.add(link.peer().name());
            if (link.peer().name().equals("socket 1")) link.again();
          }
          turns.incrementAndGet();
        };
    Transport busy = another("busy", service);
    connect(folder.resolve("busy"));
    waitUntil(() -> turns.get() > 10);
    connect(folder.resolve("busy"));
    waitUntil(() -> heard.contains("socket 2"));
    busy.close();
  }

  @Test
  void bytes_can_be_read_again_until_they_are_consumed() throws Exception {
    List<Link> links = new ArrayList<>();
    Transport idle = another("idle", links::addAll);
    write(connect(folder.resolve("idle")), bytes("abcdef"));
    waitUntil(() -> !links.isEmpty() && links.getLast().read(0, ByteBuffer.allocate(9)) == 6);
    Link link = links.getLast();
    link.consumed(2);
    link.consumed(1);
    ByteBuffer into = ByteBuffer.allocate(3);
    assertThat(link.read(3, into)).isEqualTo(3);
    assertThat(new String(into.array(), US_ASCII)).isEqualTo("def");
    assertThat(link.read(6, ByteBuffer.allocate(1))).isZero();
    idle.close();
  }

  @Test
  void bytes_that_were_written_are_not_written_again() throws Exception {
    List<Link> links = new ArrayList<>();
    Transport idle = another("idle", links::addAll);
    SocketChannel client = connect(folder.resolve("idle"));
    waitUntil(() -> !links.isEmpty());
    ByteBuffer bytes = ByteBuffer.wrap(bytes("abcdef"));
    assertThat(links.getLast().write(0, bytes)).isEqualTo(6);
    assertThat(links.getLast().write(0, bytes)).isEqualTo(6);
    assertThat(links.getLast().write(4, ByteBuffer.wrap(bytes("efgh")))).isEqualTo(8);
    assertThat(receive(client, 8)).isEqualTo(bytes("abcdefgh"));
    idle.close();
  }

  @Test
  void a_client_that_only_shut_its_output_gets_its_answer() throws IOException {
    SocketChannel client = connect();
    write(client, bytes("last words"));
    client.shutdownOutput();
    assertThat(receive(client, 10)).isEqualTo(bytes("last words"));
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void a_client_that_left_is_forgotten() throws Exception {
    SocketChannel client = connect();
    exchange(client, "here");
    client.close();
    waitUntil(() -> echo.linksOpen.get() == 0);
  }

  @Test
  void a_client_that_left_without_reading_is_forgotten() throws Exception {
    SocketChannel client = connect();
    client.configureBlocking(false);
    while (fill(client) > 0) waitUntil(() -> echo.partialWrites.get() > 0);
    client.close();
    waitUntil(() -> echo.linksOpen.get() == 0);
  }

  @Test
  void only_the_owner_may_connect() throws IOException {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(socket);
    }
  }

  @Test
  void a_socket_that_somebody_serves_is_refused() {
    assertThatThrownBy(() -> open(1).start(echo))
        .isInstanceOf(IOException.class)
        .hasMessage("another process listens on the socket " + socket);
  }

  @Test
  void a_socket_that_nobody_serves_is_replaced() throws IOException {
    Path stale = folder.resolve("stale");
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(stale));
    }
    try (Transport second = another("stale", echo)) {
      assertThat(exchange(connect(stale), "again")).isEqualTo("again");
      assertThat(second.describe()).isEqualTo("socket " + stale);
    }
    assertThat(stale).doesNotExist();
  }

  @Test
  void what_a_killed_start_left_behind_does_not_matter() throws IOException {
    Files.createDirectory(folder.resolve(".killed"));
    Files.createFile(folder.resolve(".killed/s"));
    another("killed", echo).close();
    assertThat(folder.resolve(".killed")).doesNotExist();
  }

  @Test
  void a_file_that_is_no_socket_is_left_alone() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> another("file", echo))
        .hasMessage(file + " is in the way: it is not a socket");
  }

  @Test
  void a_folder_that_is_missing_is_named() {
    assertThatThrownBy(() -> another("none/socket", echo))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("there is no folder " + folder.resolve("none"));
  }

  @Test
  void closing_leaves_a_socket_of_somebody_else_alone() throws IOException {
    Files.delete(socket);
    Transport second = open(1);
    second.start(echo);
    transport.close();
    assertThat(exchange(connect(), "second")).isEqualTo("second");
    second.close();
  }

  @Test
  void clients_see_the_end_when_the_transport_closes() throws IOException {
    SocketChannel client = connect();
    exchange(client, "a");
    transport.close();
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    assertThatThrownBy(this::connect).isInstanceOf(IOException.class);
  }

  @Test
  void a_thousand_idle_clients_are_not_looked_at() throws IOException {
    for (int i = 0; i < 1000; i++) connect();
    SocketChannel busy = connect();
    exchange(busy, "warm");
    int before = echo.links.get();
    for (int i = 0; i < 100; i++) exchange(busy, "message " + i);
    assertThat(echo.links.get() - before).isEqualTo(100);
  }

  @Test
  void too_many_clients_wait_until_one_leaves() throws Exception {
    try (Transport small = new SocketTransport(options(folder.resolve("small"), 2), this::batch)) {
      small.start(echo);
      SocketChannel first = connect(folder.resolve("small"));
      SocketChannel second = connect(folder.resolve("small"));
      SocketChannel third = connect(folder.resolve("small"));
      exchange(first, "1");
      exchange(second, "2");
      write(third, bytes("3"));
      first.close();
      assertThat(receive(third, 1)).isEqualTo(bytes("3"));
      assertThat(exchange(second, "still")).isEqualTo("still");
    }
  }

  @Test
  void many_at_once_get_every_byte_in_order() throws Exception {
    byte[] sent = new byte[100_000];
    new Random(1).nextBytes(sent);
    List<Thread> threads = new ArrayList<>();
    List<String> wrong = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      SocketChannel client = connect();
      int step = 100 + i * 100;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int at = 0; at < sent.length; at += step) {
                  byte[] part = Arrays.copyOfRange(sent, at, Math.min(sent.length, at + step));
                  if (!isEchoed(client, part)) wrong.add(client + " at " + at);
                }
              }));
    }
    for (Thread thread : threads) thread.join();
    assertThat(wrong).isEmpty();
  }

  @Test
  void another_thread_may_answer() throws Exception {
    List<Link> links = new ArrayList<>();
    Transport idle = another("idle", links::addAll);
    SocketChannel client = connect(folder.resolve("idle"));
    waitUntil(() -> !links.isEmpty());
    Link link = links.getFirst();
    assertThat(link.write(0, ByteBuffer.wrap(bytes("from afar")))).isEqualTo(9);
    assertThat(receive(client, 9)).isEqualTo(bytes("from afar"));
    link.close();
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    idle.close();
  }

  private static TransportOptions options(Path socket, int connectionsMax) {
    return new TransportOptions(socket, connectionsMax, TransportOptions.XEN);
  }

  private Transport another(String name, Service service) throws IOException {
    Transport started = new SocketTransport(options(folder.resolve(name), 10), this::batch);
    started.start(service);
    return started;
  }

  private SocketChannel connect() throws IOException {
    return connect(socket);
  }

  private SocketChannel connect(Path path) throws IOException {
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
    clients.add(client);
    return client;
  }

  private static String exchange(SocketChannel client, String text) throws IOException {
    write(client, bytes(text));
    return new String(receive(client, text.length()), US_ASCII);
  }

  private static boolean isEchoed(SocketChannel client, byte[] bytes) {
    write(client, bytes);
    try {
      return Arrays.equals(receive(client, bytes.length), bytes);
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  private static void write(SocketChannel client, byte[] bytes) {
    try {
      ByteBuffer all = ByteBuffer.wrap(bytes);
      while (all.hasRemaining()) client.write(all);
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  private static void writePieces(SocketChannel client, byte[] bytes, int length) {
    for (int at = 0; at < bytes.length; at += length)
      write(client, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length)));
  }

  /// Writes until the kernel takes no more, and gives the loop time to take its share.
  private static int fill(SocketChannel client) throws IOException, InterruptedException {
    int sent = 0;
    for (int idle = 0; idle < 20; idle++) {
      int count = client.write(ByteBuffer.allocate(4096));
      if (count > 0) idle = 0;
      else Thread.sleep(Duration.ofMillis(5));
      sent += count;
    }
    return sent;
  }

  private static byte[] receive(SocketChannel client, int count) throws IOException {
    ByteBuffer into = ByteBuffer.allocate(count);
    while (into.hasRemaining() && client.read(into) >= 0) {}
    return Arrays.copyOf(into.array(), into.position());
  }

  private static void waitUntil(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) Thread.sleep(Duration.ofMillis(2));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }
}
