package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the command waits for a daemon, with a shell script in the daemon's place.
class DetachmentSpec {
  @TempDir private Path home;
  private Detachment detachment;

  @BeforeEach
  void make() throws IOException {
    Files.createDirectories(home.resolve("bin"));
    var variables = Map.of("XENSTORED_RUNDIR", home.resolve("run").toString());
    detachment = new Detachment(new Environment(variables, Optional.of(home), 0, false), false);
  }

  private int run(String script, String... arguments) throws IOException, Failure {
    Path daemon = home.resolve("bin/xenstored");
    Files.writeString(daemon, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(daemon, PosixFilePermissions.fromString("rwx------"));
    return detachment.run(arguments);
  }

  @Test
  void it_returns_when_the_daemon_is_ready() throws Exception {
    String script = "echo $$ > " + home + "/pid; echo 'xenstored ready: here'; exec sleep 100";
    assertThat(run(script)).isZero();
    long pid = Long.parseLong(Files.readString(home.resolve("pid")).strip());
    ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
    assertThat(daemon.isAlive()).isTrue();
    assertThat(stat(pid)).as("pid and session").startsWith(pid + " ").endsWith(" " + pid);
    daemon.destroyForcibly();
  }

  @Test
  void the_daemon_gets_the_same_arguments_and_stands_nowhere() throws Exception {
    String script =
        "echo \"$*\" $PWD $REVENANT_DETACHED > " + home + "/said; echo 'xenstored ready: x'";
    run(script, "-K", "-F", "p q");
    assertThat(home.resolve("said")).hasContent("-K -F p q / " + Path.of("").toAbsolutePath());
  }

  @Test
  void a_daemon_that_says_why_it_cannot_start_is_believed() throws Exception {
    assertThat(run("echo 'xenstored: the area is in use'; exit 2")).isEqualTo(2);
  }

  @Test
  void a_daemon_that_dies_without_a_word_is_one_line() {
    assertThatThrownBy(() -> run("echo oops >&2; kill -9 $$"))
        .isInstanceOf(Failure.class)
        .hasMessage("the daemon ended with status 137, see " + home.resolve("run/xenstored.log"));
    assertThat(home.resolve("run/xenstored.log")).hasContent("oops\n");
  }

  @Test
  void without_a_distribution_there_is_no_background() {
    var nowhere = new Environment(Map.of(), Optional.empty(), 0, false);
    assertThatThrownBy(() -> new Detachment(nowhere, false).run())
        .hasMessage("only bin/xenstored can go into the background: use -N");
  }

  /// The process and its session, from the kernel.
  private static String stat(long pid) throws IOException {
    String[] fields = Files.readString(Path.of("/proc/" + pid + "/stat")).split(" ", -1);
    return fields[0] + " " + fields[5];
  }
}
