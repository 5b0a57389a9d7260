package revenant.xen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/// A day in the life of a host whose Xenstore server is killed: each test goes on where the one
/// before it stopped. A guest's clients are those of `src/guest/clients.c`; dom0 has stock tools.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
abstract class HostStory {
  private static final int ATTEMPTS_MAX = 20;

  private boolean hasFailed;
  Host host;
  private Log daemon;
  private Log first;
  private Log second;
  private Log watched;
  private int watches;
  private int notes;
  private Programs before = new Programs("", "");

  /// The process of a stock xenstore-watch in dom0.
  String watch = "";

  @RegisterExtension
  TestExecutionExceptionHandler end =
      (_, failure) -> {
        hasFailed = true;
        throw failure;
      };

  /// What the daemon is started with.
  abstract String options();

  /// How the socket's file is, when the daemon serves: "socket" or "no socket".
  abstract String socket();

  /// Makes stock processes of dom0 that a crash disconnected go on.
  ///
  /// @param before the processes before the crash
  abstract void help(Programs before) throws IOException, InterruptedException;

  /// Stock programs of dom0 that stay, with the process ids of each.
  record Programs(String xenconsoled, String xl) {}

  Programs programs() throws IOException, InterruptedException {
    return new Programs(host.run("pidof xenconsoled"), host.run("pidof xl"));
  }

  /// Starts another watch in dom0; what it says goes into a file of its own.
  void watch() throws IOException, InterruptedException {
    String file = "watch-" + ++watches + ".log";
    watch = host.run("setsid xenstore-watch /test > /share/" + file + " 2>&1 & echo $!");
    watched = host.log(file);
    watched.await("^/test$");
  }

  @BeforeAll
  void boot() throws IOException, InterruptedException {
    Path share =
        Path.of(System.getProperty("revenant.root"), "xen/target", getClass().getSimpleName());
    host = Host.boot(share);
    daemon = host.log("xenstored.log");
    first = host.log("console/guest-first.log");
    second = host.log("console/guest-second.log");
    watched = host.log("watch-1.log");
  }

  @AfterAll
  void shutDown() throws IOException {
    if (host != null) host.close();
  }

  @BeforeEach
  void goOn(TestInfo test) {
    assumeFalse(hasFailed, "what it begins with has failed");
    host.say("-- " + test.getDisplayName());
  }

  @Test
  @Order(1)
  void the_daemon_is_the_xenstored_of_dom0() throws IOException, InterruptedException {
    host.run("setsid supervise " + options() + " > /share/xenstored.log 2>&1 &");
    daemon.await("xenstored ready");
    assertThat(host.run("[ -S /run/xenstored/socket ] && echo socket || echo no socket"))
        .as("what is at the socket's place")
        .isEqualTo(socket());
    host.run("xen-init-dom0");
    assertThat(host.run("XENSTORED_PATH=/dev/xen/xenbus xenstore-read domid"))
        .as("what dom0's kernel reads through its ring")
        .isEqualTo("0");
    host.run("xenconsoled --log=guest --log-dir=/share/console --pid-file=/run/xenconsoled.pid");
    watch();
  }

  @Test
  @Order(2)
  void a_guest_is_created_and_uses_its_ring() throws IOException, InterruptedException {
    create("first");
    lives(first);
    before = programs();
  }

  @Test
  @Order(3)
  void the_daemon_is_killed_while_all_are_waiting_for_it()
      throws IOException, InterruptedException {
    String open = stopWhileAllWait();
    host.run("(xenstore-write /test/flight 1; echo ended with $?) > /share/flight.log 2>&1 &");
    first.mark();
    kill();
    first.await("requests: has the answer");
    first.await("large: has the answer");
    first.await(open.replace("is open", "is to be done again"));
    first.await(open.replace("is open", "is done"));
  }

  @Test
  @Order(4)
  void the_guest_saw_nothing_but_that_it_took_long() throws IOException, InterruptedException {
    lives(first);
  }

  @Test
  @Order(5)
  void the_guests_kernel_hears_of_changes() throws IOException, InterruptedException {
    first.mark();
    host.run("xl sysrq first h");
    first.await("sysrq: HELP");
    host.run("xl mem-set first 96");
    first.await("memory: ");
  }

  @Test
  @Order(6)
  void dom0s_kernel_hears_of_devices() throws IOException, InterruptedException {
    first.mark();
    host.run("truncate -s 1M /run/disk; losetup /dev/loop0 /run/disk");
    host.run("xl block-attach first phy:/dev/loop0,xvdb,w");
    first.await("disk: there");
    host.run("xl block-detach first xvdb");
    first.await("disk: none");
  }

  @Test
  @Order(7)
  void the_tools_of_dom0_go_on() throws IOException, InterruptedException {
    help(before);
    fires();
  }

  @Test
  @Order(8)
  void a_second_guest_is_created() throws IOException, InterruptedException {
    create("second");
    lives(second);
  }

  @Test
  @Order(9)
  void the_daemon_is_killed_again_and_all_go_on_again() throws IOException, InterruptedException {
    before = programs();
    kill();
    first.mark();
    second.mark();
    lives(first);
    lives(second);
    help(before);
    fires();
  }

  @Test
  @Order(10)
  void a_guest_from_before_both_crashes_reboots() throws IOException, InterruptedException {
    String before = host.run("xl domid first");
    host.run("xenstore-write /local/domain/" + before + "/data/command reboot");
    String isNew = "xl domid first > /run/domid && [ $(cat /run/domid) != " + before + " ]";
    host.run("for i in $(seq 100); do " + isNew + " && break; sleep 1; done");
    assertThat(host.run("xl domid first")).as("the domid of the guest").isNotEqualTo(before);
    first.mark();
    lives(first);
  }

  @Test
  @Order(11)
  void both_are_destroyed_and_nothing_of_them_stays() throws IOException, InterruptedException {
    host.run("xl destroy first; xl destroy second");
    host.run("for i in $(seq 50); do [ $(xl list | wc -l) = 2 ] && break; usleep 200000; done");
    assertThat(host.run("xl list | sed 1d").lines()).as("domains").hasSize(1);
    assertThat(host.run("xenstore-list /local/domain")).as("nodes of domains").isEqualTo("0");
    assertThat(host.run("xenstore-list /vm || true")).as("nodes of guests").isEmpty();
    for (String name : List.of("first", "second"))
      assertThat(host.text("console/guest-" + name + ".log")).doesNotContain("WRONG");
  }

  /// The daemon stands still, and no answer comes to a WRITE, to one that is larger than the ring,
  /// and to one in a transaction. Guest and dom0 are slow: when it stops is a matter of luck.
  ///
  /// @return what the guest said of the transaction
  private String stopWhileAllWait() throws IOException, InterruptedException {
    for (int i = 0; i < ATTEMPTS_MAX; i++) {
      first.mark();
      String open = first.await("transaction: .* is open");
      first.await("large: [0-9]+$"); // now it pauses
      host.run("kill -STOP $(cat /run/xenstored.pid)");
      first.await("requests: waits for the answer to a WRITE");
      String large = first.await("large: waits for the answer");
      String transaction = first.await("transaction: waits for the answer");
      boolean isOpen = !first.hasSaid(open.replace("is open", "is done"));
      if (large.contains("a WRITE of 20") && transaction.contains("a WRITE") && isOpen) return open;
      host.run("kill -CONT $(cat /run/xenstored.pid)");
    }
    throw new AssertionError("the daemon was never stopped in three WRITEs at once");
  }

  private void kill() throws IOException, InterruptedException {
    daemon.mark();
    host.run("kill -KILL $(cat /run/xenstored.pid)");
    daemon.await("xenstored ready: .* after a crash");
  }

  /// The watch in dom0 does.
  private void fires() throws IOException, InterruptedException {
    String path = "/test/note-" + ++notes;
    host.run("xenstore-write " + path + " 1");
    watched.await("^" + path + "$");
  }

  private void create(String name) throws IOException, InterruptedException {
    host.run(
        """
        cat > /run/%1$s.cfg <<END
        name = "%1$s"
        type = "pv"
        kernel = "/boot/vmlinux"
        ramdisk = "/boot/guest.cpio"
        extra = "console=hvc0 quiet mitigations=off"
        memory = 128
        on_reboot = "restart"
        END
        xl create /run/%1$s.cfg\
        """
            .formatted(name));
  }

  /// All clients of a guest get on, and none was told anything wrong.
  private void lives(Log console) throws IOException, InterruptedException {
    console.await("requests: [0-9]*[1-9]$");
    console.await("watch: [0-9]*[1-9]$");
    console.await("large: [0-9]*[1-9]$");
    console.await("transaction: .* is done");
    assertThat(console.all()).as("what the guest says").noneMatch(line -> line.contains("WRONG"));
  }
}
