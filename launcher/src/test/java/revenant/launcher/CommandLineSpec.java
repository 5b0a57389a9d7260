package revenant.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.server.engine.Limits;
import revenant.server.engine.Quota;
import revenant.server.setup.AckMode;

/// What command lines and environments mean.
class CommandLineSpec {
  private static final Environment ROOT = environment(0, Map.of());

  private static Environment environment(int uid, Map<String, String> variables) {
    return new Environment(variables, Optional.of(Path.of("/opt/revenant")), uid, false);
  }

  private static Options options(Environment environment, String... line) throws Failure {
    return (Options) Command.parse(environment, line);
  }

  private static Options options(String line) throws Failure {
    return options(ROOT, line.isEmpty() ? new String[0] : line.split(" ", -1));
  }

  @Test
  void nothing_means_the_defaults() throws Failure {
    Options options = options("");
    assertThat(options)
        .isEqualTo(
            new Options(
                false,
                false,
                Optional.empty(),
                "git",
                List.of("socket"),
                Path.of("/var/run/xenstored/revenant"),
                Path.of("/var/run/xenstored/socket"),
                "xen",
                Path.of("/opt/revenant/plugins"),
                AckMode.JOURNAL,
                false,
                false,
                Optional.empty(),
                10_000,
                Limits.STANDARD,
                Duration.ofSeconds(20),
                false,
                List.of(),
                Optional.empty(),
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-F /p", "-F/p", "--pid-file /p", "--pid-file=/p", "-KF /p", "-F /x -F /p"})
  void a_pid_file(String line) throws Failure {
    assertThat(options(line).pidFile()).contains(Path.of("/p"));
  }

  @Test
  void what_launch_xenstore_says() throws Failure {
    Options options =
        options("--pid-file /var/run/xen/xenstored.pid -T /var/log/xen/xenstored-trace.log");
    assertThat(options.isForeground()).isFalse();
    assertThat(options.pidFile()).contains(Path.of("/var/run/xen/xenstored.pid"));
    assertThat(options.traceFile()).contains(Path.of("/var/log/xen/xenstored-trace.log"));
  }

  @Test
  void flags() throws Failure {
    Options options = options("-NPK --clear --salvage");
    assertThat(options.isForeground()).isTrue();
    assertThat(options.isPrintingPid()).isTrue();
    assertThat(options.isKeepingOrphans()).isTrue();
    assertThat(options.isClearing()).isTrue();
    assertThat(options.isSalvaging()).isTrue();
    assertThat(options.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "-E 7, NODES, 7",
    "--entry-nb=7, NODES, 7",
    "-S 7, NODE_SIZE, 7",
    "--entry-size 7, NODE_SIZE, 7",
    "-W 7, WATCHES, 7",
    "--watch-nb 7, WATCHES, 7",
    "-t 7, TRANSACTIONS, 7",
    "--transaction 7, TRANSACTIONS, 7",
    "-A 7, NODE_PERMISSIONS, 7",
    "--perm-nb 7, NODE_PERMISSIONS, 7",
    "-M 7, PATH_MAX, 7",
    "--path-max 3000, PATH_MAX, 2048",
    "-Q memory=7, MEMORY, 7",
    "--quota transaction-nodes=7, TRANSACTION_NODES, 7",
    "--quota=outstanding=7, OUTSTANDING, 7",
    "-Q path-length=7, PATH_MAX, 7",
    "-q memory=7, SOFT_MEMORY, 7",
    "--quota-soft=memory=2147483647, SOFT_MEMORY, 2147483647",
    "-E 5 -Q nodes=6, NODES, 6",
    "-Q nodes=6 -E 5, NODES, 5",
    "-E 0, NODES, 0"
  })
  void limits(String line, Quota quota, int limit) throws Failure {
    assertThat(options(line).limits()).isEqualTo(Limits.STANDARD.with(quota, limit));
  }

  @Test
  void several_limits() throws Failure {
    Limits limits = options("-Q nodes=1 -Q watches=2").limits();
    assertThat(limits.of(Quota.NODES)).isEqualTo(1);
    assertThat(limits.of(Quota.WATCHES)).isEqualTo(2);
  }

  @Test
  void the_expiry_of_watch_events() throws Failure {
    assertThat(options("-w watch-event=3").watchEventExpiry()).hasSeconds(3);
    assertThat(options("--timeout watch-event=0").watchEventExpiry()).isZero();
  }

  @Test
  void ours() throws Failure {
    Options options =
        options(
            "--store mapdb --store-dir /area --transport=socket,ring --ack store"
                + " --import-from git --history 5 --plugins /p");
    assertThat(options.store()).isEqualTo("mapdb");
    assertThat(options.area()).isEqualTo(Path.of("/area"));
    assertThat(options.transports()).containsExactly("socket", "ring");
    assertThat(options.ack()).isEqualTo(AckMode.STORE);
    assertThat(options.importFrom()).contains("git");
    assertThat(options.historyChanges()).isEqualTo(5);
    assertThat(options.plugins()).isEqualTo(Path.of("/p"));
  }

  @Test
  void on_a_xen_host_clients_come_by_rings_too() throws Failure {
    var host = new Environment(Map.of(), Optional.empty(), 0, true);
    assertThat(options(host).transports()).containsExactly("socket", "ring");
    assertThat(options(host, "--transport=ring").transports()).containsExactly("ring");
    assertThat(options(host).hypervisor()).isEqualTo("xen");
  }

  @Test
  void only_the_control_domain_of_xen_is_a_xen_host(@TempDir Path folder) throws IOException {
    Path capabilities = folder.resolve("capabilities");
    assertThat(Environment.isControlDomain(capabilities)).isFalse();
    Files.writeString(capabilities, "");
    assertThat(Environment.isControlDomain(capabilities)).isFalse();
    Files.writeString(capabilities, "control_d\n");
    assertThat(Environment.isControlDomain(capabilities)).isTrue();
  }

  @Test
  void where_domains_are() throws Failure {
    assertThat(options("-N").hypervisor()).isEqualTo("xen");
    assertThat(options("--hypervisor=xen").hypervisor()).isEqualTo("xen");
    assertThat(options("--hypervisor=simulated:/host").hypervisor()).isEqualTo("simulated:/host");
    assertThat(options("--hypervisor=simulated:host").hypervisor()).startsWith("simulated:/");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-D",
        "--no-domain-init",
        "-V",
        "--verbose",
        "-R",
        "--no-recovery",
        "-L",
        "-U",
        "--live-update",
        "-e 1",
        "--event=1",
        "-m 0",
        "--master-domid 0",
        "-p 0",
        "--priv-domid=0",
        "-I",
        "-Ioff",
        "--internal-db",
        "--internal-db=off",
        "--internal-db off",
        "-I -N",
        "-I --pid-file /p",
        "-I --pid-file /p"
      })
  void what_other_versions_know_is_accepted_with_a_warning(String line) throws Failure {
    assertThat(options(line).warnings()).singleElement().asString().endsWith(" has no effect");
  }

  @ParameterizedTest
  @ValueSource(strings = {"+io", "-io", "+obj", "-wrl", "+acc", "+tdb"})
  void a_trace_switch(String text) throws Failure {
    assertThat(options("--trace-control=" + text).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--foo | Unknown option: '--foo'",
        "-x | Unknown option: '-x'",
        "-h | Unknown option: '-h'",
        "start | Unmatched argument at index 0: 'start'",
        "@/etc/passwd | Unmatched argument at index 0: '@/etc/passwd'",
        "-F | Missing required parameter for option '--pid-file' (<file>)",
        "-E x | Invalid value for option '--entry-nb': 'x' is not a number",
        "-E -1 | Invalid value for option '--entry-nb': '-1' is not a number",
        "-E 0x10 | Invalid value for option '--entry-nb': '0x10' is not a number",
        "-E= | Invalid value for option '--entry-nb': '' is not a number",
        "-E 2147483648 | Invalid value for option '--entry-nb': 2147483648 is more than 2147483647",
        "-M 1e3 | Invalid value for option '--path-max': '1e3' is not a number",
        "-Q nodes | Invalid value for option '--quota': 'nodes' is not of the form <what>=<nb>",
        "-Q lunch=1 | Invalid value for option '--quota': there is no quota 'lunch'",
        "-Q soft-memory=1 | Invalid value for option '--quota': there is no quota 'soft-memory'",
        "-q nodes=1 | Invalid value for option '--quota-soft': there is no soft quota 'nodes'",
        "-w watch-event | Invalid value for option '--timeout': 'watch-event' is not of the form <what>=<seconds>",
        "-w lunch=1 | Invalid value for option '--timeout': there is no timeout 'lunch'",
        "--ack maybe | Invalid value for option '--ack': 'maybe' is none of journal, store, none",
        "--store ../x | Invalid value for option '--store': '../x' is no name: letters, digits and '-'",
        "--hypervisor=qemu | Invalid value for option '--hypervisor': 'qemu' is neither xen nor simulated: and a folder",
        "--hypervisor=simulated: | Invalid value for option '--hypervisor': 'simulated:' is neither xen nor simulated: and a folder",
        "--transport a,,b | Invalid value for option '--transport': '' is no name: letters, digits and '-'",
        "--trace-control io | Invalid value for option '--trace-control': 'io' is not + or - and one of obj, io, wrl, acc, tdb",
        "-m x | Invalid value for option '--master-domid': 'x' is not a number"
      })
  void whatever_cannot_be_understood_is_one_line(String line, String message) {
    assertThatThrownBy(() -> options(line))
        .isInstanceOfSatisfying(Failure.class, failure -> assertThat(failure.status()).isEqualTo(2))
        .hasMessage(message + " (see --help)");
  }

  @Test
  void help_names_every_option() throws Failure {
    String help = ((Command.Text) Command.parse(ROOT, "-H")).text();
    assertThat(help).startsWith("Usage: xenstored");
    assertThat(help).contains("-F, --pid-file=<file>", "--import-from=<name>", "--live-update");
    assertThat(help).contains("nodes per domain, 1000");
  }

  @Test
  void version_is_a_line() throws Failure {
    assertThat(((Command.Text) Command.parse(ROOT, "--version")).text())
        .startsWith("xenstored (Revenant) ")
        .endsWith("\n");
  }

  @Test
  void the_environment_says_where() throws Failure {
    var variables = Map.of("XENSTORED_RUNDIR", "/r", "XDG_RUNTIME_DIR", "/run/user/7");
    Options options = options(environment(0, variables), "-N");
    assertThat(options.socket()).isEqualTo(Path.of("/r/socket"));
    assertThat(options.area()).isEqualTo(Path.of("/r/revenant"));
    options = options(environment(0, Map.of("XENSTORED_RUNDIR", "/r", "XENSTORED_PATH", "/s")));
    assertThat(options.socket()).isEqualTo(Path.of("/s"));
    assertThat(options.area()).isEqualTo(Path.of("/r/revenant"));
  }

  @Test
  void other_users_have_places_of_their_own() throws Failure {
    assertThat(options(environment(7, Map.of("XDG_RUNTIME_DIR", "/run/user/7"))).socket())
        .isEqualTo(Path.of("/run/user/7/xenstored/socket"));
    assertThat(options(environment(7, Map.of())).socket())
        .isEqualTo(Path.of("/dev/shm/xenstored-7/socket"));
  }

  @Test
  void paths_are_seen_from_where_the_command_was_started() throws Failure {
    Environment detached = environment(0, Map.of(Environment.DETACHED, "/home/me"));
    assertThat(options(detached, "-F", "pid").pidFile()).contains(Path.of("/home/me/pid"));
    assertThat(options("-F pid").pidFile()).contains(Path.of("pid").toAbsolutePath());
  }
}
