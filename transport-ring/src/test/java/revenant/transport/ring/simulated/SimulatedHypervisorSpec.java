package revenant.transport.ring.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.transport.DomainStatus;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.Page;

/// A host in a folder forgives as little as Xen does.
@Timeout(value = 60, threadMode = ThreadMode.SEPARATE_THREAD)
class SimulatedHypervisorSpec {
  private static final int PORT = SimulatedHost.STORE_PORT;
  @TempDir private Path folder;
  private final List<SimulatedHypervisor> processes = new ArrayList<>();
  private SimulatedHost host;
  private SimulatedHypervisor process;
  private GuestRing guest;

  @BeforeEach
  void start() throws IOException {
    host = SimulatedHost.open(folder);
    host.create(5);
    guest = new GuestRing(host, 5);
    process = process();
  }

  @AfterEach
  void stop() {
    processes.forEach(SimulatedHypervisor::close);
  }

  @Test
  void an_event_names_the_port_that_was_notified() throws Exception {
    host.create(6);
    int five = bound(process, 5);
    int six = bound(process, 6);
    guest.signal();
    assertThat(events(process)).containsExactly(five);
    new GuestRing(host, 6).signal();
    guest.signal();
    guest.signal();
    assertThat(events(process)).containsExactly(five, six);
  }

  @Test
  void a_notification_to_an_unbound_port_leaves_no_trace() throws Exception {
    int local = bound(process, 5);
    process.unbind(local);
    guest.signal();
    assertThat(events(process)).isEmpty();
    SimulatedHypervisor dead = process();
    bound(dead, 5);
    kill(dead);
    guest.signal();
    guest.signal();
    SimulatedHypervisor next = process();
    assertThat(events(next)).isEmpty();
    bound(next, 5);
    assertThat(events(next)).isEmpty();
  }

  @Test
  void binding_makes_only_the_port_of_the_binder_pending() throws Exception {
    int local = process.bind(5, PORT);
    assertThat(events(process)).containsExactly(local);
    assertThat(host.find(5).orElseThrow().pending()).isZero();
    process.signal(local);
    assertThat(host.find(5).orElseThrow().pending()).isEqualTo(1L << PORT);
  }

  @Test
  void a_port_that_is_bound_cannot_be_bound() throws Exception {
    int local = process.bind(5, PORT);
    refused("EINVAL", () -> process.bind(5, PORT));
    refused("EINVAL", () -> process().bind(5, PORT));
    process.unbind(local);
    process().bind(5, PORT);
  }

  @Test
  void a_port_that_is_not_there_cannot_be_bound() throws IOException {
    refused("EINVAL", () -> process.bind(5, PORT + 1));
    refused("EINVAL", () -> process.bind(5, 0));
    refused("EINVAL", () -> process.bind(5, 1 << 30));
    refused("ESRCH", () -> process.bind(77, PORT));
    refused("ESRCH", () -> process.map(77));
    assertThat(host.addPort(5)).isEqualTo(PORT + 1);
  }

  @Test
  void the_domain_exceptions_have_one_holder() throws Exception {
    int local = process.bindDomainExceptions();
    refused("EEXIST", () -> process().bindDomainExceptions());
    process.unbind(local);
    process().bindDomainExceptions();
  }

  @Test
  void an_exception_that_nobody_waits_for_is_not_remembered() throws Exception {
    host.shutDown(5);
    int local = process.bindDomainExceptions();
    assertThat(events(process)).isEmpty();
    host.destroy(5);
    assertThat(events(process)).containsExactly(local);
  }

  @Test
  void what_is_known_of_a_domain() throws IOException {
    DomainStatus status = process.status(5).orElseThrow();
    assertThat(status.isShutdown() || status.isDying()).isFalse();
    host.shutDown(5);
    assertThat(process.status(5)).contains(new DomainStatus(status.identity(), true, false));
    host.resume(5);
    assertThat(process.status(5)).contains(status);
    host.destroy(5);
    assertThat(process.status(5)).isEmpty();
    host.create(5);
    assertThat(process.status(5).orElseThrow().identity()).isNotEqualTo(status.identity());
    assertThat(process.status(0)).isPresent();
  }

  @Test
  void a_mapped_page_keeps_a_dead_domain_dying() throws Exception {
    int local = process.bindDomainExceptions();
    Page page = process.map(5);
    host.destroy(5);
    assertThat(events(process)).containsExactly(local);
    assertThat(process.status(5).orElseThrow().isDying()).isTrue();
    assertThatThrownBy(() -> host.create(5)).hasMessage("there is a domain 5");
    refused("EINVAL", () -> process.map(5));
    refused("EINVAL", () -> process.bind(5, PORT));
    process.unmap(page);
    assertThat(events(process)).containsExactly(local);
    assertThat(host.exists(5)).isFalse();
  }

  @Test
  void a_page_may_be_mapped_by_several() throws Exception {
    Page first = process.map(5);
    Page second = process().map(5);
    first.store(Page.FEATURES, 3);
    assertThat(second.load(Page.FEATURES)).isEqualTo(3);
    host.destroy(5);
    process.unmap(first);
    assertThat(host.exists(5)).isTrue();
  }

  @Test
  void a_guest_that_does_not_run_sleeps() throws Exception {
    int local = bound(process, 5);
    CountDownLatch awake = new CountDownLatch(1);
    host.pause(5);
    Thread.ofPlatform().start(() -> waitFor(guest, awake));
    for (int i = 0; i < 1000; i++) process.signal(local);
    assertThat(awake.getCount()).isEqualTo(1);
    host.unpause(5);
    awake.await();
  }

  @Test
  void a_port_that_was_told_is_not_told_again_until_it_is_unmasked() throws Exception {
    int local = bound(process, 5);
    int[] events = new int[Hypervisor.EVENTS_MAX];
    guest.signal();
    assertThat(process.poll(events)).isEqualTo(1);
    guest.signal();
    assertThat(process.poll(events)).isZero();
    process.unmask(local);
    assertThat(await(process)).containsExactly(local);
    assertThat(process.poll(events)).isZero();
  }

  @Test
  void a_port_that_is_bound_anew_is_not_masked() throws Exception {
    int local = process.bind(5, PORT);
    assertThat(process.poll(new int[Hypervisor.EVENTS_MAX])).isEqualTo(1);
    process.unbind(local);
    assertThat(bound(process, 5)).isEqualTo(local);
  }

  @Test
  void a_killed_process_holds_nothing() throws Exception {
    Process other = Holder.start(folder, 5);
    refused("EINVAL", () -> process.bind(5, PORT));
    refused("EEXIST", process::bindDomainExceptions);
    host.create(6);
    kill(other);
    process.bind(5, PORT);
    process.bindDomainExceptions();
    host.destroy(5);
    assertThat(host.exists(5)).isFalse();
  }

  @Test
  void the_page_that_a_killed_process_had_keeps_no_domain() throws Exception {
    Process other = Holder.start(folder, 5);
    host.destroy(5);
    assertThat(process.status(5).orElseThrow().isDying()).isTrue();
    kill(other);
    assertThat(process.status(5)).isEmpty();
  }

  @Test
  void all_ports_of_a_process_are_told_in_time() throws Exception {
    List<Integer> locals = new ArrayList<>();
    for (int domid = 100; domid < 300; domid++) {
      host.create(domid);
      locals.add(process.bind(domid, PORT));
    }
    List<Integer> told = new ArrayList<>();
    while (told.size() < locals.size()) told.addAll(await(process));
    assertThat(told).containsExactlyInAnyOrderElementsOf(locals);
    assertThat(events(process)).isEmpty();
  }

  private static void waitFor(GuestRing guest, CountDownLatch awake) {
    try {
      guest.await();
      awake.countDown();
    } catch (IOException cause) {
      throw new AssertionError(cause);
    }
  }

  private SimulatedHypervisor process() throws IOException {
    SimulatedHypervisor opened = SimulatedHypervisor.open(folder);
    processes.add(opened);
    return opened;
  }

  private void kill(SimulatedHypervisor dying) {
    processes.remove(dying);
    dying.die();
  }

  private static void kill(Process process) throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /// A port whose first event was taken.
  private static int bound(SimulatedHypervisor process, int domid) throws HypervisorException {
    int local = process.bind(domid, PORT);
    assertThat(events(process)).containsExactly(local);
    return local;
  }

  /// What is there to be told now; does not wait.
  private static List<Integer> events(SimulatedHypervisor process) {
    process.wake();
    return await(process);
  }

  private static List<Integer> await(SimulatedHypervisor process) {
    int[] events = new int[Hypervisor.EVENTS_MAX];
    int count = process.await(events);
    List<Integer> told = Arrays.stream(events, 0, count).boxed().toList();
    told.forEach(process::unmask);
    return told;
  }

  private interface Call {
    Object run() throws HypervisorException, IOException;
  }

  private static void refused(String errno, Call call) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            HypervisorException.class, refusal -> assertThat(refusal.errno()).isEqualTo(errno));
  }
}
