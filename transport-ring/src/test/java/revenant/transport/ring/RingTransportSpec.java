package revenant.transport.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import revenant.api.transport.Connection;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.simulated.Packet;
import revenant.transport.ring.simulated.SimulatedGuest;
import revenant.transport.ring.simulated.SimulatedGuest.Word;
import revenant.transport.ring.simulated.SimulatedHost;
import revenant.transport.ring.simulated.SimulatedHypervisor;

/// The transport over a simulated host, with a service that echoes, and guests that sleep until
/// they are notified.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class RingTransportSpec {
  private static final int PORT = SimulatedHost.STORE_PORT;
  private static final int WRITE = 11;
  @TempDir private Path folder;
  private final Echo echo = new Echo();
  private final List<SimulatedGuest> guests = new ArrayList<>();
  private SimulatedHost host;
  private RingTransport transport;
  private volatile boolean isMute;

  @BeforeEach
  void start() throws IOException {
    host = SimulatedHost.open(folder);
    transport = open();
  }

  @AfterEach
  void stop() {
    guests.forEach(SimulatedGuest::close);
    transport.close();
  }

  @Test
  void a_guest_is_answered() throws IOException {
    assertThat(exchange(guest(5), "hello")).isEqualTo("hello");
  }

  @Test
  void the_kernel_of_the_control_domain_is_a_guest() throws IOException {
    assertThat(transport.controlPort()).contains(PORT);
    SimulatedGuest kernel = play(0);
    echo.introduce(transport, 0, PORT);
    assertThat(exchange(kernel, "hello")).isEqualTo("hello");
  }

  @Test
  void packets_larger_than_the_ring_pass() throws IOException {
    SimulatedGuest guest = guest(5);
    for (int length : new int[] {0, 1008, 1009, 2048, 4096}) converse(guest, length, 1, 3);
  }

  @Test
  void a_guest_that_reads_a_byte_at_a_time_gets_every_byte() throws IOException {
    SimulatedGuest guest = guest(5);
    guest.gulp(1);
    converse(guest, 900, 10, 5);
  }

  @Test
  void a_guest_that_reads_nothing_disturbs_nobody() throws IOException {
    SimulatedGuest silent = guest(5);
    silent.gulp(0);
    for (int i = 0; i < 200; i++) silent.post(WRITE, 0, new byte[1000]);
    converse(guest(6), 100, 10, 100);
    silent.gulp(4096);
    while (silent.unanswered() > 0) assertThat(silent.reply().payload()).hasSize(1000);
  }

  /// It notifies nobody then: the ring is not empty.
  @Test
  void what_a_guest_adds_while_it_is_served_is_not_overlooked() throws Exception {
    SimulatedGuest guest = guest(5);
    exchange(guest, "warm");
    FutureTask<Integer> second = new FutureTask<>(() -> guest.post(WRITE, 0, new byte[2]));
    int first;
    // Not served before this thread is done with the guest.
    synchronized (echo) {
      echo.meanwhile.set(second);
      first = guest.post(WRITE, 0, new byte[1]);
    }
    assertThat(second.get()).isEqualTo(first + 1);
    assertThat(guest.reply().requestId()).isEqualTo(first);
    assertThat(guest.reply().requestId()).isEqualTo(first + 1);
  }

  /// Two kernels that say no more than they must.
  @Test
  void guests_that_never_rest_are_all_answered() throws Exception {
    SimulatedGuest first = guest(5);
    SimulatedGuest second = guest(6);
    FutureTask<Void> busy = begin(() -> converse(first, 50, 40, 20_000));
    FutureTask<Void> large = begin(() -> converse(second, 3000, 7, 3_000));
    busy.get();
    large.get();
  }

  @Test
  void of_whom_there_is_always_more_keeps_nobody_from_being_heard() throws IOException {
    exchange(guest(5), "warm");
    SimulatedGuest fair = guest(6);
    echo.restless.add(5);
    converse(fair, 100, 5, 50);
    echo.restless.clear();
  }

  @Test
  void a_guest_that_notifies_without_end_keeps_nobody_from_being_heard() throws Exception {
    SimulatedGuest storm = guest(5);
    SimulatedGuest fair = guest(6);
    AtomicLong notifications = new AtomicLong();
    FutureTask<Void> storming =
        begin(() -> {
          while (!isMute) {
            storm.signal();
            notifications.incrementAndGet();
          }
          return null;
        });
    do converse(fair, 100, 5, 200);
    while (notifications.get() <= 200 && !storming.isDone());
    isMute = true;
    storming.get();
    isMute = false;
    assertThat(notifications.get()).isGreaterThan(200);
    assertThat(exchange(storm, "and is heard itself")).isEqualTo("and is heard itself");
  }

  @Test
  void only_who_was_notified_is_looked_at() throws IOException {
    for (int domid = 100; domid < 200; domid++) guest(domid);
    SimulatedGuest guest = guest(5);
    for (int i = 0; i < 50; i++) exchange(guest, "warm " + i);
    echo.looked.clear();
    for (int i = 0; i < 50; i++) exchange(guest, "message " + i);
    assertThat(echo.looked).containsExactly(5);
  }

  @Test
  void what_a_guest_was_not_told_of_the_next_server_tells() throws Exception {
    SimulatedGuest guest = guest(5);
    exchange(guest, "warm");
    for (int step = 1; step <= Echo.STEPS; step++) {
      echo.dieAfter(step);
      guest.post(WRITE, 0, new byte[100]);
      guest.flush();
      FutureTask<Packet> asleep = begin(guest::reply);
      echo.awaitDeath();
      restart();
      assertThat(asleep.get().payload()).hasSize(100);
    }
  }

  /// A process may die between the words and the notification: everything is there, and the guest
  /// sleeps.
  @Test
  void a_guest_is_notified_by_the_next_server_even_if_there_is_nothing_to_say() throws Exception {
    SimulatedGuest guest = guest(5);
    exchange(guest, "warm");
    isMute = true;
    guest.takeNotification();
    int end = guest.get(Word.RSP_PROD) + 20;
    guest.post(WRITE, 0, new byte[4]);
    while (guest.get(Word.RSP_PROD) != end || guest.get(Word.REQ_CONS) != end) {
      Thread.onSpinWait();
    }
    isMute = false;
    assertThat(guest.takeNotification()).isFalse();
    restart();
    assertThat(guest.takeNotification()).isTrue();
    assertThat(guest.reply().payload()).hasSize(4);
  }

  @Test
  void guests_notice_nothing_of_servers_that_die_at_any_step() throws Exception {
    SimulatedGuest small = guest(5);
    SimulatedGuest large = guest(6);
    large.gulp(100);
    FutureTask<Void> first = begin(() -> converse(small, 30, 20, 6_000));
    FutureTask<Void> second = begin(() -> converse(large, 4096, 3, 300));
    Random random = new Random(7);
    for (int kills = 0; kills < 100 && !(first.isDone() && second.isDone()); kills++) {
      echo.dieAfter(1 + random.nextInt(100));
      if (!isDeathComing(first, second)) break;
      restart();
    }
    restart();
    first.get();
    second.get();
  }

  @ParameterizedTest
  @CsvSource({"REQ_PROD, 5000", "REQ_PROD, -1", "RSP_CONS, 1", "RSP_CONS, -2147483648"})
  void indices_that_make_no_sense_break_only_their_own_ring(Word word, int distance)
      throws IOException {
    SimulatedGuest good = guest(5);
    SimulatedGuest bad = guest(6);
    exchange(bad, "warm");
    bad.set(word, bad.get(word) + distance);
    if (word == Word.RSP_CONS) {
      bad.postRaw(new Packet(WRITE, 1, 0, new byte[0]).bytes());
    } else {
      bad.signal();
    }
    while (bad.get(Word.ERROR) == 0) bad.await();
    assertThat(bad.get(Word.ERROR)).isEqualTo(2);
    converse(good, 100, 5, 20);
    bad.reconnect();
    assertThat(bad.get(Word.ERROR)).isZero();
    assertThat(exchange(bad, "well again")).isEqualTo("well again");
  }

  @Test
  void a_guest_may_begin_anew_in_the_middle_of_everything() throws IOException {
    SimulatedGuest guest = guest(5);
    guest.gulp(7);
    for (int i = 0; i < 20; i++) guest.post(WRITE, 0, new byte[1000]);
    guest.reconnect();
    guest.gulp(4096);
    assertThat(guest.get(Word.FEATURES)).isEqualTo(Echo.FEATURES);
    converse(guest, 100, 5, 20);
  }

  @Test
  void a_guest_that_asked_for_a_reset_while_no_server_was_there_gets_it() throws Exception {
    SimulatedGuest guest = guest(5);
    exchange(guest, "warm");
    transport.close();
    FutureTask<Void> waiting =
        begin(() -> {
          guest.reconnect();
          return null;
        });
    while (guest.get(Word.CONNECTION) == 0) Thread.onSpinWait();
    transport = open();
    echo.revive(transport, PORT);
    waiting.get();
    assertThat(exchange(guest, "anew")).isEqualTo("anew");
  }

  @Test
  void the_service_is_told_when_a_domain_shuts_down_or_dies() throws Exception {
    guest(5);
    host.shutDown(5);
    echo.domainsChanged.acquire();
    assertThat(transport.status(5).orElseThrow().isShutdown()).isTrue();
    host.destroy(5);
    echo.domainsChanged.acquire();
    assertThat(transport.status(5).orElseThrow().isDying()).isTrue();
    disconnect(5);
    echo.domainsChanged.acquire();
    assertThat(transport.status(5)).isEmpty();
  }

  @Test
  void what_was_connected_before_makes_room() throws IOException {
    SimulatedGuest guest = guest(5);
    int other = host.addPort(5);
    assertThat(port(echo.introduce(transport, 5, PORT))).isEqualTo(PORT);
    exchange(guest, "the same");
    assertThat(port(echo.introduce(transport, 5, other))).isEqualTo(other);
    guest.use(other);
    exchange(guest, "another");
    guest.set(Word.EVENT_CHANNEL, PORT);
    assertThat(port(echo.introduce(transport, 5, other))).isEqualTo(PORT);
    exchange(guest, "as the page says");
  }

  @Test
  void a_refusal_leaves_nothing() throws IOException {
    assertThat(transport.connect(77, PORT)).isEqualTo(new Connection.Refused("EINVAL"));
    host.create(5);
    assertThat(transport.connect(5, 9)).isEqualTo(new Connection.Refused("EINVAL"));
    host.destroy(5);
    assertThat(host.exists(5)).isFalse();
  }

  @Test
  void a_domain_that_cannot_be_connected_is_told_why() throws IOException {
    host.create(5);
    SimulatedGuest guest = play(5);
    assertThat(transport.connect(5, 9)).isEqualTo(new Connection.Refused("EINVAL"));
    transport.fail(5, 1);
    assertThat(guest.get(Word.ERROR)).isEqualTo(1);
    transport.fail(77, 1);
    host.destroy(5);
    assertThat(host.exists(5)).isFalse();
  }

  @Test
  void a_second_server_is_refused() throws IOException {
    RingTransport second =
        new RingTransport(SimulatedHypervisor.open(folder), Duration.ofMillis(20));
    assertThatThrownBy(() -> second.start(echo))
        .isInstanceOf(IOException.class)
        .hasMessage("another process serves the domains of this host: stop it first");
    second.close();
  }

  private RingTransport open() throws IOException {
    RingTransport opened =
        new RingTransport(mutable(SimulatedHypervisor.open(folder)), Duration.ofSeconds(5));
    opened.start(echo);
    return opened;
  }

  /// A hypervisor on whose behalf nobody is notified while [#isMute].
  private Hypervisor mutable(Hypervisor hypervisor) {
    InvocationHandler calls =
        (_, method, arguments) -> {
          if (isMute && method.getName().equals("signal")) return null;
          try {
            return method.invoke(hypervisor, arguments);
          } catch (InvocationTargetException refused) {
            throw refused.getTargetException();
          }
        };
    return (Hypervisor)
        Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Hypervisor.class}, calls);
  }

  private void restart() throws IOException {
    transport.close();
    transport = open();
    echo.revive(transport, PORT);
  }

  /// Whoever is done asks for nothing more, so the death that was planned may not come.
  private boolean isDeathComing(FutureTask<Void> first, FutureTask<Void> second)
      throws InterruptedException {
    while (!echo.isDeadWithin(Duration.ofMillis(10))) {
      if (first.isDone() && second.isDone()) return false;
    }
    return true;
  }

  private void disconnect(int domid) {
    synchronized (echo) {
      transport.disconnect(domid);
    }
  }

  private SimulatedGuest guest(int domid) throws IOException {
    host.create(domid);
    SimulatedGuest guest = play(domid);
    assertThat(port(echo.introduce(transport, domid, PORT))).isEqualTo(PORT);
    return guest;
  }

  private SimulatedGuest play(int domid) throws IOException {
    SimulatedGuest guest = SimulatedGuest.open(folder, domid);
    guests.add(guest);
    return guest;
  }

  private static int port(Connection connection) {
    return ((Connection.Made) connection).port();
  }

  private static String exchange(SimulatedGuest guest, String text) throws IOException {
    return guest.ask(WRITE, 0, text.getBytes(StandardCharsets.US_ASCII)).text();
  }

  /// Sends `count` packets with payloads of up to `length` bytes, `ahead` of which may be
  /// unanswered, and checks each byte that comes back.
  private static Void converse(SimulatedGuest guest, int length, int ahead, int count)
      throws IOException {
    Random asked = new Random(1);
    Random answered = new Random(1);
    for (int i = 0; i < count; i++) {
      guest.post(WRITE, 0, payload(asked, length));
      if (i >= ahead) check(guest, answered, length);
    }
    while (guest.unanswered() > 0) check(guest, answered, length);
    return null;
  }

  private static void check(SimulatedGuest guest, Random answered, int length) throws IOException {
    assertThat(guest.reply().payload()).isEqualTo(payload(answered, length));
  }

  private static byte[] payload(Random random, int length) {
    byte[] payload = new byte[length - random.nextInt(length / 2 + 1)];
    random.nextBytes(payload);
    return payload;
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().start(task);
    return task;
  }
}
