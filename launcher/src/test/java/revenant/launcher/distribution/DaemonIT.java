package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Tools;

/// What init scripts and operators rely on.
@Timeout(180)
class DaemonIT extends OnScratch {
  @Test
  void without_N_the_command_returns_when_the_daemon_serves() throws Exception {
    Finished command = setup.run();
    long pid = adopt(pid());
    assertThat(command.outIfOk()).hasLineCount(1).contains("ready", setup.socket().toString());
    try (XenstoreClient client = XenstoreClient.connect(setup.socket())) {
      assertThat(client.directory("/").isOk()).isTrue();
    }
    Path java = setup.distribution().home().resolve("runtime/bin/java").toRealPath();
    assertThat(Path.of("/proc/" + pid + "/exe").toRealPath()).isEqualTo(java);
  }

  @Test
  void P_prints_the_pid_too() throws Exception {
    Finished command = setup.run("-P");
    long pid = adopt(pid());
    assertThat(command.outIfOk().lines()).contains("" + pid);
  }

  @Test
  void without_N_a_daemon_that_cannot_start_is_told() throws Exception {
    Finished command = setup.run("--pid-file=" + scratch.resolve("missing/pid"));
    assertThat(command.status()).isNotZero();
    assertThat(command.err()).hasLineCount(1).contains("missing/pid");
  }

  @Test
  void a_second_daemon_is_refused_with_the_first_ones_pid() throws Exception {
    Daemon first = start(setup);
    for (String foreground : List.of("-N", "--ack=journal")) {
      Finished second = setup.run(foreground);
      assertThat(second.status()).isEqualTo(1);
      assertThat(second.err()).hasLineCount(1).contains("" + first.pid());
    }
    assertThat(pid()).isEqualTo(first.pid());
    assertWritesAndReads(first);
  }

  @Test
  void a_daemon_does_not_take_the_socket_of_one_that_lives() throws Exception {
    Daemon first = start(setup);
    Finished second =
        setup.runOnly("-N", "--store-dir=" + scratch.resolve("other"), "--pid-file=/dev/null");
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).hasLineCount(1).contains(setup.socket().toString());
    assertWritesAndReads(first);
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void SIGTERM_keeps_the_state(String store) throws Exception {
    setup = setup.with("--store=" + store);
    Daemon first = start(setup);
    try (XenstoreClient client = first.connect()) {
      for (int i = 0; i < 1000; i++) client.write("/kept/" + i, "value " + i).ok();
      client.setPermissions("/kept/7", "r0", "b5").ok();
    }
    assertThat(first.terminate()).isZero();
    Daemon second = start(setup);
    try (XenstoreClient client = second.connect()) {
      assertThat(client.children("/kept")).hasSize(1000);
      assertThat(client.read("/kept/999").text()).isEqualTo("value 999");
      assertThat(client.permissions("/kept/7").strings()).startsWith("r0");
    }
    assertThat(setup.err()).isEmpty();
  }

  @Test
  void SIGHUP_reopens_the_trace() throws Exception {
    Path trace = scratch.resolve("trace");
    Daemon daemon = start(setup.with("-T", trace.toString()));
    assertWritesAndReads(daemon);
    Path rotated = Files.move(trace, scratch.resolve("trace.1"));
    daemon.signal("HUP");
    await(() -> Files.exists(trace));
    assertWritesAndReads(daemon);
    await(() -> Files.readString(trace).contains("WRITE"));
    assertThat(Files.readString(rotated)).contains("WRITE");
  }

  @Test
  void a_stale_socket_and_pid_file_are_replaced() throws Exception {
    Daemon first = start(setup);
    first.kill9();
    assertThat(setup.socket()).exists();
    assertThat(pid()).isEqualTo(first.pid());
    Daemon second = start(setup);
    assertThat(pid()).isEqualTo(second.pid());
    assertWritesAndReads(second);
  }

  @Test
  void the_pid_file_may_name_a_process_that_lives() throws Exception {
    Files.writeString(setup.pidFile(), ProcessHandle.current().pid() + "\n");
    Daemon daemon = start(setup);
    assertThat(pid()).isEqualTo(daemon.pid());
  }

  @Test
  void only_its_user_may_come_in() throws Exception {
    start(setup);
    assertThat(mode(setup.socket())).isEqualTo("rw-------");
    assertThat(mode(setup.area())).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-E abc",
        "-S -1",
        "-W 99999999999",
        "-t",
        "-Q nonsense=1",
        "-Q nodes",
        "-q nodes=x",
        "-w watch-event",
        "-w other=1",
        "--ack=perhaps",
        "--store=../git",
        "--transport=pigeon",
        "-A one",
        "-M x",
        "extra",
        "--trace-control=+nothing"
      })
  void a_bad_value_is_one_line_and_status_2(String options) throws Exception {
    Finished refused = setup.runOnly(options.split(" "));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1);
    assertThat(refused.err()).doesNotContain("Exception");
  }

  @Test
  void options_of_C_xenstored_are_understood() throws Exception {
    Daemon daemon =
        start(
            setup.with(
                "-E",
                "1000",
                "-S",
                "2048",
                "-W",
                "128",
                "-t",
                "10",
                "-A",
                "5",
                "-M",
                "1024",
                "-Q",
                "memory=100000",
                "-q",
                "memory=50000",
                "-w",
                "watch-event=20",
                "-K",
                "-D",
                "-V",
                "-R",
                "-L",
                "--internal-db"));
    assertWritesAndReads(daemon);
    assertThat(setup.err().lines()).hasSize(5).allMatch(line -> line.endsWith("has no effect"));
  }

  @Test
  void Xens_init_script_can_start_it() throws Exception {
    Tools.require("/usr/bin/xenstore-read", "xenstore-utils");
    // As launch-xenstore does, without the hypervisor's part.
    String script =
        """
        XENSTORED=%s
        mkdir -p %s
        if xenstore-read -s / >/dev/null 2>&1; then exit 9; fi
        $XENSTORED --pid-file %s $XENSTORED_ARGS
        xenstore-read -s / >/dev/null
        xenstore-write /local/domain/0/name Domain-0
        """
            .formatted(setup.distribution().command(), scratch.folder(), setup.pidFile());
    Map<String, String> environment =
        setup
            .withVariable("XENSTORED_ARGS", "--store-dir=" + setup.area() + " -E 1000")
            .environment();
    Finished launched =
        Finished.run(environment, Duration.ofMinutes(2), List.of("sh", "-euc", script));
    if (Files.exists(setup.pidFile())) adopt(pid());
    launched.outIfOk();
    assertThat(ProcessHandle.of(pid())).isPresent();
  }

  @Test
  void clear_begins_with_nothing() throws Exception {
    Daemon first = start(setup);
    assertWritesAndReads(first);
    first.kill9();
    Daemon second = start(setup.with("--clear"));
    try (XenstoreClient client = second.connect()) {
      assertThat(client.read("/daemon/node").errno()).contains("ENOENT");
    }
  }

  @Test
  void another_store_on_the_area_is_refused() throws Exception {
    Daemon first = start(setup);
    assertWritesAndReads(first);
    first.kill9();
    Finished refused = setup.run("-N", "--store=mapdb");
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).hasLineCount(1).contains("--import-from=git");
    Daemon second = start(setup.with("--store=mapdb", "--import-from=git"));
    try (XenstoreClient client = second.connect()) {
      assertThat(client.read("/daemon/node").text()).isEqualTo("value");
    }
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + SHORT.toNanos();
    while (!condition.holds() && System.nanoTime() - deadline < 0) Thread.sleep(10);
    assertThat(condition.holds()).isTrue();
  }

  private static void assertWritesAndReads(Daemon daemon) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      client.write("/daemon/node", "value").ok();
      assertThat(client.read("/daemon/node").text()).isEqualTo("value");
    }
  }

  private long pid() throws IOException {
    return Long.parseLong(Files.readString(setup.pidFile()).strip());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
