package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Tools;

/// Debian's client tools.
@Timeout(180)
class ToolsIT extends OnScratch {
  @BeforeEach
  void need() {
    for (String tool : List.of("write", "read", "ls", "list", "rm", "chmod", "exists", "watch"))
      Tools.require("/usr/bin/xenstore-" + tool, "xenstore-utils");
  }

  @Test
  void what_is_written_can_be_read_and_listed() throws Exception {
    start(setup);
    run("xenstore-write", "/a/b", "hello", "/a/c", "two words").outIfOk();
    assertThat(run("xenstore-read", "/a/b").outIfOk()).isEqualTo("hello\n");
    assertThat(run("xenstore-read", "-p", "/a/b", "/a/c").outIfOk())
        .isEqualTo("/a/b: hello\n/a/c: two words\n");
    assertThat(run("xenstore-list", "/a").outIfOk().lines()).containsExactlyInAnyOrder("b", "c");
    assertThat(run("xenstore-ls", "-f").outIfOk().lines())
        .contains("/a = \"\"", "/a/b = \"hello\"", "/a/c = \"two words\"");
  }

  @Test
  void what_is_removed_is_gone() throws Exception {
    start(setup);
    run("xenstore-write", "/a/b/c", "hello").outIfOk();
    run("xenstore-rm", "/a/b").outIfOk();
    assertThat(run("xenstore-read", "/a/b/c").status()).isEqualTo(1);
    assertThat(run("xenstore-exists", "/a/b").status()).isEqualTo(1);
    assertThat(run("xenstore-exists", "/a").status()).isZero();
  }

  @Test
  void rm_t_removes_what_became_empty() throws Exception {
    start(setup);
    run("xenstore-write", "/a/b/c", "hello").outIfOk();
    run("xenstore-rm", "-t", "/a/b/c").outIfOk();
    assertThat(run("xenstore-exists", "/a").status()).isEqualTo(1);
  }

  @Test
  void permissions_are_kept() throws Exception {
    start(setup);
    run("xenstore-write", "/a/b", "hello").outIfOk();
    run("xenstore-chmod", "/a/b", "n0", "r0").outIfOk();
    assertThat(run("xenstore-ls", "-f", "-p", "/a").outIfOk()).contains("(n0,r0)");
    run("xenstore-chmod", "-r", "/a", "b0").outIfOk();
    assertThat(run("xenstore-ls", "-f", "-p", "/a").outIfOk()).contains("(b0)");
  }

  @Test
  void a_wide_directory_is_listed_in_parts() throws Exception {
    start(setup);
    shell(
            """
            for i in $(seq 20); do
              xenstore-write $(seq -f "/wide/child-%03g-of-$i-with-a-name-that-is-long value" 30)
            done
            """)
        .outIfOk();
    assertThat(run("xenstore-ls", "/wide").outIfOk()).hasLineCount(600);
  }

  @Test
  void a_watch_tells_of_changes() throws Exception {
    start(setup);
    Path events = scratch.resolve("events");
    Finished shell =
        shell(
            """
            xenstore-watch -n 2 /a > %s &
            until [ -s %s ]; do sleep 0.05; done
            xenstore-write /a/b hello
            wait
            """
                .formatted(events, events));
    shell.outIfOk();
    assertThat(Files.readString(events)).isEqualTo("/a\n/a/b\n");
  }

  @Test
  void a_transaction_of_xenstore_write_is_one_change() throws Exception {
    start(setup);
    run("xenstore-write", "/t/a", "1", "/t/b", "2").outIfOk();
    assertThat(run("xenstore-read", "/t/a", "/t/b").outIfOk()).isEqualTo("1\n2\n");
  }

  @Test
  void control_answers() throws Exception {
    // What is called so in /usr/bin asks the hypervisor for its version first.
    String control =
        Tools.require("/usr/lib/xen-4.17/bin/xenstore-control", "xen-utils-4.17").toString();
    start(setup);
    assertThat(run(control, "help").outIfOk()).contains("check", "quota", "memreport");
    assertThat(run(control, "check").status()).isZero();
    assertThat(run(control, "quota").outIfOk()).contains("nodes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void what_was_written_survives_a_kill(String store) throws Exception {
    setup = setup.with("--store=" + store);
    Daemon first = start(setup);
    run("xenstore-write", "/a/b", "hello").outIfOk();
    Path events = scratch.resolve("events");
    ProcessBuilder watch = new ProcessBuilder("xenstore-watch", "/a");
    watch.environment().putAll(setup.environment());
    Process watching = watch.redirectErrorStream(true).redirectOutput(events.toFile()).start();
    while (Files.size(events) == 0) Thread.sleep(10);
    first.kill9();
    // The client library tells of the connection's end in its own way.
    watching.destroyForcibly().waitFor();
    start(setup);
    assertThat(run("xenstore-read", "/a/b").outIfOk()).isEqualTo("hello\n");
  }

  @Test
  void git_log_says_who_wrote_it_when_and_in_which_request() throws Exception {
    Tools.require("/usr/bin/git", "git");
    Daemon daemon = start(setup);
    run("xenstore-write", "/a/b", "hello").outIfOk();
    run("xenstore-rm", "/a/b").outIfOk();
    daemon.terminate();
    String log = run("git", "-C", GitHistory.repository(setup).toString(), "log", "-p").outIfOk();
    assertThat(log).contains("+hello", "-hello", "WRITE /a/b", "RM /a/b", "Author: ", "Date: ");
  }

  @Test
  void git_accepts_the_store_while_the_daemon_runs() throws Exception {
    Tools.require("/usr/bin/git", "git");
    start(setup);
    run("xenstore-write", "/a/b", "hello").outIfOk();
    GitHistory history = new GitHistory(setup);
    history.awaitCaughtUp(Duration.ofSeconds(20));
    history.check();
    assertThat(history.newest()).containsEntry("/a/b", new Model.Entry("hello", List.of("n0")));
  }
}
