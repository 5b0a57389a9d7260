package revenant.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;

/// The rules that every transport keeps, whatever its clients are:
///
/// - T1 each byte arrives once and in order, both ways, though the server repeats each call;
/// - T2 any packet passes, of a header alone to 4096 bytes of payload;
/// - T3 a client may ask ahead, and is woken for what it waits for;
/// - T4 clients do not disturb each other, also if one of them reads nothing;
/// - T5 when it was closed, another can be opened in its place.
///
/// A plug-in passes by a class that extends this one and says how a client comes and talks. What a
/// crash leaves of a connection that outlives it ([revenant.api.transport.Link#resume]) is not
/// tried here.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
public abstract class TransportContract {
  private static final int CONNECTIONS_MAX = 100;
  private static final int PAYLOAD_MAX = 4096;

  private final List<Client> clients = new ArrayList<>();
  private final Echo echo = new Echo();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Transport transport;

  /// For the plug-in's own test class.
  protected TransportContract() {}

  /// A client that speaks in packets of xs_wire.h, to a server that sends each back as it came.
  protected interface Client extends AutoCloseable {
    /// Sends a packet of any type with that payload, or begins to.
    void send(byte[] payload) throws IOException;

    /// Waits for the next packet, as a client of the kind does, and answers its payload.
    byte[] receive() throws IOException;

    @Override
    void close() throws IOException;
  }

  /// The plug-in to test.
  protected abstract TransportProvider provider();

  /// Lets another client come. Called by who owns the server: a transport of domains connects one
  /// here, resets its link and opens it.
  ///
  /// @param transport has been started
  /// @param options with which it was opened
  protected abstract Client connect(Transport transport, TransportOptions options)
      throws IOException;

  /// How the transport is opened: a socket, and a simulated host, have their place in `folder`.
  protected TransportOptions options(Path folder) {
    return new TransportOptions(folder.resolve("socket"), CONNECTIONS_MAX, "simulated:" + folder);
  }

  @BeforeEach
  final void start() throws IOException {
    transport = provider().open(options(folder));
    transport.start(echo);
  }

  @AfterEach
  final void stop() throws IOException {
    for (Client client : clients) client.close();
    close();
    assertThat(echo.mistakes()).isEmpty();
  }

  @Test
  void T0_its_name_can_be_typed_and_its_place_be_said_in_one_line() {
    assertThat(provider().name()).matches("[A-Za-z0-9-]+");
    assertThat(transport.describe()).isNotBlank().doesNotContain("\n");
  }

  @Test
  void T1_each_byte_arrives_once_and_in_order() throws IOException {
    converse(client(), 500, 1, 200);
  }

  @Test
  void T2_any_packet_passes() throws IOException {
    Client client = client();
    for (int length : new int[] {0, 1, 1007, 1008, 1009, 2048, PAYLOAD_MAX}) {
      byte[] payload = new byte[length];
      new Random(length).nextBytes(payload);
      client.send(payload);
      assertThat(client.receive()).isEqualTo(payload);
    }
  }

  @Test
  void T3_a_client_may_ask_ahead() throws IOException {
    converse(client(), PAYLOAD_MAX, 8, 200);
    converse(client(), 20, 50, 2000);
  }

  @Test
  void T4_a_client_that_reads_nothing_disturbs_nobody() throws IOException {
    Client silent = client();
    for (int i = 0; i < 40; i++) silent.send(new byte[1000]);
    Client other = client();
    converse(other, 100, 5, 100);
    other.close();
    for (int i = 0; i < 40; i++) assertThat(silent.receive()).hasSize(1000);
  }

  @Test
  void T5_another_can_be_opened_in_its_place() throws IOException {
    converse(client(), 10, 1, 1);
    for (Client client : clients) client.close();
    clients.clear();
    close();
    start();
    converse(client(), 10, 1, 1);
  }

  /// As the server does: a transport of domains is the owner's in this, too.
  private void close() throws IOException {
    if (!(transport instanceof DomainTransport)) {
      transport.close();
      return;
    }
    echo.own(() -> {
      transport.close();
      return transport;
    });
  }

  private Client client() throws IOException {
    Client client = echo.own(() -> connect(transport, options(folder)));
    clients.add(client);
    return client;
  }

  /// Sends `count` packets of up to `length` bytes, `ahead` of which may be unanswered, and checks
  /// each that comes back.
  private static void converse(Client client, int length, int ahead, int count) throws IOException {
    Random asked = new Random(1);
    Random answered = new Random(1);
    for (int i = 0; i < count + ahead; i++) {
      if (i < count) client.send(payload(asked, length));
      if (i >= ahead) assertThat(client.receive()).isEqualTo(payload(answered, length));
    }
  }

  private static byte[] payload(Random random, int lengthMax) {
    byte[] payload = new byte[random.nextInt(lengthMax + 1)];
    random.nextBytes(payload);
    return payload;
  }
}
