package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Distribution;
import revenant.testkit.process.Finished;
import revenant.testkit.process.Setup;
import revenant.testkit.process.Tools;

/// The distribution starts, wherever it lies, and says what it should.
@Timeout(180)
class SmokeIT extends OnScratch {
  private static final Distribution BUILT = Distribution.built();

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void it_says_in_one_line_that_it_is_ready(String store) throws Exception {
    Daemon daemon = start(setup.with("--store=" + store));
    assertThat(daemon.awaitReady())
        .contains("socket " + setup.socket(), "store " + store)
        .containsPattern("\\b[0-9]+ nodes?\\b")
        .endsWith("XENSTORED_PATH=" + setup.socket() + " xenstore-ls");
    assertThat(setup.out()).hasLineCount(1);
    assertThat(setup.err()).isEmpty();
    assertServes(daemon);
  }

  @Test
  void many_clients_are_served_by_one_call_where_the_kernel_has_that() throws Exception {
    Path setting = Path.of("/proc/sys/kernel/io_uring_disabled");
    assumeTrue(Files.exists(setting) && Files.readString(setting).startsWith("0"), "no io_uring");
    Daemon daemon = start(setup);
    daemon.awaitReady();
    Path open = Path.of("/proc/" + daemon.pid() + "/fd");
    while (files(open).stream().noneMatch(SmokeIT::isRing)) assertServes(daemon);
  }

  private static boolean isRing(Path file) {
    try {
      return Files.readSymbolicLink(file).toString().equals("anon_inode:[io_uring]");
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void threads_that_compile_go_after_those_that_serve() throws Exception {
    Daemon daemon = start(setup);
    daemon.awaitReady();
    assertThat(niceness(daemon, "socket")).isZero();
    assertThat(niceness(daemon, "C1 CompilerThre")).isEqualTo(4);
    assertThat(niceness(daemon, "C2 CompilerThre")).isEqualTo(4);
  }

  /// As in proc_pid_stat(5), where the name of the thread is in brackets.
  private static int niceness(Daemon daemon, String thread) throws IOException {
    Path threads = Path.of("/proc/" + daemon.pid() + "/task");
    for (Path each : files(threads)) {
      String stat = Files.readString(each.resolve("stat"));
      if (!stat.contains("(" + thread + ")")) continue;
      return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[16]);
    }
    throw new AssertionError("no thread " + thread);
  }

  @Test
  void it_tells_its_version() throws Exception {
    Finished version = setup.runOnly("--version");
    assertThat(version.outIfOk()).matches("xenstored \\(Revenant\\) [0-9]+\\.[0-9]+\\..*\n");
    assertThat(version.err()).isEmpty();
  }

  @Test
  void it_explains_its_options() throws Exception {
    assertThat(setup.runOnly("--help").outIfOk())
        .contains("--pid-file", "-N", "-T", "-E", "-S", "-W", "-t", "-A", "-M", "-Q", "-q", "-w")
        .contains("-K", "--store", "--store-dir", "--transport", "--ack", "--clear", "--salvage");
  }

  @Test
  void an_unknown_option_is_one_line_and_status_2() throws Exception {
    Finished refused = setup.runOnly("--no-such-option");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("--no-such-option");
    assertThat(refused.out()).isEmpty();
  }

  @Test
  void it_runs_from_where_it_was_moved_to() throws Exception {
    Distribution copy = copied("moved elsewhere");
    Path target = Files.move(copy.home(), scratch.resolve("moved again"));
    assertServes(start(setup.of(new Distribution(target))));
    assertThat(setup.err()).isEmpty();
  }

  @Test
  void it_runs_as_unpacked() throws Exception {
    Distribution unpacked = unpacked();
    assertServes(start(setup.of(unpacked)));
    assertThat(setup.err()).isEmpty();
  }

  @Test
  void its_cache_serves_where_it_was_moved_or_unpacked_to() throws Exception {
    needCache();
    // With this mode a cache that does not fit stops the start.
    for (Distribution one : List.of(BUILT, copied("moved"), unpacked())) {
      Setup strict = setup.of(one).withFlags("-XX:AOTMode=on");
      Daemon daemon = start(strict);
      assertServes(daemon);
      daemon.kill9();
    }
  }

  @Test
  void a_cache_that_does_not_fit_is_passed_over_in_silence() throws Exception {
    needCache();
    Distribution copy = copied("touched");
    for (Path jar : files(copy.home().resolve("modules")))
      Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    assertServes(start(setup.of(copy)));
    assertThat(setup.err()).isEmpty();
    assertThat(setup.out()).hasLineCount(1);
  }

  @Test
  void its_cache_holds_no_machine_code_which_another_processor_may_not_know() throws Exception {
    needCache();
    Finished version = setup.withFlags("-Xlog:aot+codecache*=info:stdout").runOnly("--version");
    assertThat(version.outIfOk()).startsWith("xenstored").doesNotContain("AOT Code Cache");
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void it_leaves_no_file_but_in_its_own_folders(String store) throws Exception {
    Path home = Files.createDirectories(scratch.resolve("home"));
    Path temporary = Files.createDirectories(scratch.resolve("tmp"));
    // The variable makes it speak to systemd, which takes native code.
    Daemon daemon =
        start(
            setup
                .with("--store=" + store)
                .withFlags("-Djava.io.tmpdir=" + temporary, "-Duser.home=" + home)
                .withVariable("HOME", home.toString())
                .withVariable("XDG_CONFIG_HOME", home.toString())
                .withVariable("XDG_CACHE_HOME", home.toString())
                .withVariable("NOTIFY_SOCKET", scratch.resolve("nobody").toString()));
    assertServes(daemon);
    assertThat(files(home)).isEmpty();
    assertThat(files(temporary)).isEmpty();
    assertThat(files(Path.of("/proc/" + daemon.pid() + "/task"))).isNotEmpty();
    assertThat(Files.readString(Path.of("/proc/" + daemon.pid() + "/maps")))
        .contains(BUILT.home().resolve("lib/native").toString());
  }

  @ParameterizedTest
  @CsvSource({"git,org.mapdb", "mapdb,org.eclipse.jgit"})
  void a_store_that_is_not_chosen_is_not_loaded(String chosen, String other) throws Exception {
    Path log = scratch.resolve("classes");
    // The cache brings classes along before anybody asks for them.
    Setup logging =
        setup
            .with("--store=" + chosen)
            .withFlags("-XX:AOTMode=off", "-Xlog:class+load=info:file=" + log);
    assertServes(start(logging));
    String loaded = Files.readString(log);
    assertThat(loaded).contains("revenant.launcher.Main").doesNotContain(other + ".");
  }

  @Test
  void a_store_in_the_plug_in_folder_is_found_by_its_name() throws Exception {
    Distribution copy = copied("plugged");
    PluginJar.build(copy, copy.home().resolve("plugins/nowhere.jar"));
    Daemon daemon = start(setup.of(copy).with("--store=nowhere"));
    assertThat(daemon.awaitReady()).contains("store nowhere");
    assertServes(daemon);
  }

  @Test
  void an_unknown_store_is_answered_with_those_there_are() throws Exception {
    Distribution copy = copied("plugged");
    PluginJar.build(copy, copy.home().resolve("plugins/nowhere.jar"));
    Finished refused = setup.of(copy).run("-N", "--store=elsewhere");
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).hasLineCount(1).contains("elsewhere", "git", "mapdb", "nowhere");
  }

  private static void assertServes(Daemon daemon) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      client.write("/smoke/node", "value").ok();
      assertThat(client.read("/smoke/node").text()).isEqualTo("value");
    }
  }

  private static void needCache() {
    if (!Files.exists(BUILT.home().resolve("lib/xenstored.aot")))
      Tools.leaveOut("the distribution was built without an AOT cache, as with -Dfast");
  }

  private Distribution copied(String name) throws IOException, InterruptedException {
    Path target = scratch.resolve(name);
    run("cp", "-a", BUILT.home().toString(), target.toString()).outIfOk();
    return new Distribution(target);
  }

  private Distribution unpacked() throws IOException, InterruptedException {
    List<Path> archives =
        files(BUILT.home().resolveSibling("")).stream()
            .filter(f -> f.toString().endsWith(".tar.gz"))
            .toList();
    if (archives.isEmpty())
      Tools.leaveOut("the distribution was built without an archive, as with -Dfast");
    assertThat(archives).hasSize(1);
    Path target = Files.createDirectories(scratch.resolve("unpacked"));
    run("tar", "-xzf", archives.getFirst().toString(), "-C", target.toString()).outIfOk();
    return new Distribution(files(target).getFirst());
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }
}
