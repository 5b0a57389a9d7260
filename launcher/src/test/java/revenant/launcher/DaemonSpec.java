package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import revenant.launcher.Distribution.Outcome;

/// The daemon as an operator and an init system meet it. This starts the distribution.
@Timeout(180)
class DaemonSpec {
  private Distribution xenstored;

  @BeforeEach
  void unpack() throws IOException {
    xenstored = new Distribution();
  }

  @AfterEach
  void end() throws IOException {
    xenstored.close();
  }

  @Test
  void in_the_background_it_returns_when_it_serves() throws Exception {
    Outcome outcome = xenstored.run("-F", xenstored.at("pid").toString(), "-P");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    ProcessHandle daemon = xenstored.byPidFile();
    assertThat(daemon.isAlive()).isTrue();
    assertThat(outcome.out().lines())
        .hasSize(2)
        .startsWith("" + daemon.pid())
        .last()
        .asString()
        .startsWith("xenstored ready: socket " + xenstored.at("socket") + ", store git, ")
        .endsWith("; try: XENSTORED_PATH=" + xenstored.at("socket") + " xenstore-ls");
    assertThat(mode("socket")).isEqualTo("rw-------");
    assertThat(mode("revenant")).isEqualTo("rwx------");
    xenstored.connect().close();
  }

  @Test
  void told_to_stop_it_leaves_nothing_but_its_state() throws Exception {
    ProcessHandle daemon = xenstored.background();
    daemon.destroy();
    daemon.onExit().get(30, TimeUnit.SECONDS);
    assertThat(xenstored.at("pid")).doesNotExist();
    assertThat(xenstored.at("socket")).doesNotExist();
    assertThat(xenstored.at("revenant")).isNotEmptyDirectory();
    assertThat(xenstored.at("xenstored.log")).isEmptyFile();
  }

  @Test
  void in_the_foreground_it_is_the_process_that_was_started() throws Exception {
    Process process = xenstored.start(Map.of(), "-N", "-F", xenstored.at("pid").toString());
    xenstored.waitFor("xenstored ready: ");
    assertThat(xenstored.byPidFile().pid()).isEqualTo(process.pid());
    process.destroy();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void what_a_killed_daemon_left_does_not_matter() throws Exception {
    ProcessHandle first = xenstored.background();
    first.destroyForcibly();
    first.onExit().get(30, TimeUnit.SECONDS);
    assertThat(xenstored.at("pid")).exists();
    assertThat(xenstored.at("socket")).exists();
    assertThat(xenstored.background().pid()).isNotEqualTo(first.pid());
    xenstored.connect().close();
  }

  @Test
  void a_second_daemon_on_the_same_area_is_refused() throws Exception {
    ProcessHandle first = xenstored.background();
    Outcome second = xenstored.run("-F", xenstored.at("pid").toString());
    assertThat(second.status()).isEqualTo(1);
    assertThat(second.err()).isEqualTo(oneLine(second)).contains("" + first.pid());
    assertThat(xenstored.byPidFile().pid()).isEqualTo(first.pid());
    xenstored.connect().close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--frobnicate | 2 | Unknown option: '--frobnicate'",
        "--store=oracle | 2 | there is no store 'oracle', but: git, mapdb",
        "--transport=pigeon | 2 | there is no transport 'pigeon', but: ",
        "--pid-file=/nowhere/pid | 1 | cannot write the pid file /nowhere/pid: there is no such folder",
        "--store-dir=/proc/nowhere | 1 | /proc/nowhere",
      })
  void what_an_operator_can_put_right_is_one_line(String argument, int status, String line)
      throws Exception {
    Outcome outcome = xenstored.run(argument);
    assertThat(outcome.err()).isEqualTo(oneLine(outcome)).startsWith("xenstored: ").contains(line);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.out()).isEmpty();
    assertThatThrownBy(xenstored::connect).isInstanceOf(IOException.class);
  }

  /// Without the AOT cache, which brings the classes of the run that it was made in.
  @ParameterizedTest
  @CsvSource({"git, org.mapdb, kotlin", "mapdb, org.eclipse.jgit, com.googlecode"})
  void a_store_that_is_not_chosen_is_not_loaded(String store, String absent, String alsoAbsent)
      throws Exception {
    Path log = xenstored.at("classes");
    Process process =
        xenstored.start(
            Map.of("REVENANT_JVM_FLAGS", "-XX:AOTMode=off -Xlog:class+load:file=" + log),
            "-N",
            "--store=" + store);
    xenstored.waitFor("xenstored ready: ");
    process.destroy();
    process.waitFor();
    try (Stream<String> lines = Files.lines(log)) {
      assertThat(lines.filter(l -> l.contains(absent + ".") || l.contains(alsoAbsent + ".")))
          .isEmpty();
    }
  }

  @Test
  void systemd_hears_of_it() throws Exception {
    String name = "@revenant-spec-" + ProcessHandle.current().pid();
    try (var systemd = new DatagramReceiver(name)) {
      Process process =
          xenstored.start(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "400000"), "-N");
      xenstored.waitFor("xenstored ready: ");
      assertThat(systemd.next())
          .startsWith("READY=1\nMAINPID=" + process.pid() + "\nSTATUS=socket ");
      Thread.sleep(500);
      assertThat(systemd.next()).isEqualTo("WATCHDOG=1");
      process.destroy();
      process.waitFor();
      String last = "";
      for (String next = systemd.next(); !next.isEmpty(); next = systemd.next()) last = next;
      assertThat(last).isEqualTo("STOPPING=1");
    }
  }

  @Test
  void a_hangup_reopens_the_trace() throws Exception {
    Path trace = xenstored.at("trace");
    ProcessHandle daemon = xenstored.background("-T", trace.toString());
    xenstored.connect().close();
    Files.move(trace, xenstored.at("trace.old"));
    new ProcessBuilder("kill", "-HUP", "" + daemon.pid()).start().waitFor();
    while (!Files.exists(trace)) Thread.sleep(20);
    assertThat(daemon.isAlive()).isTrue();
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(xenstored.at(name)));
  }

  private static String oneLine(Outcome outcome) {
    return outcome.err().lines().findFirst().orElse("") + "\n";
  }
}
