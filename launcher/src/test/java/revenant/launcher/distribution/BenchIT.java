package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import revenant.testkit.process.Daemon;

/// `bin/revenant bench`, on a scale on which each scenario takes no time.
@Timeout(300)
class BenchIT extends OnScratch {
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final String[] SMALL = {
    "--rounds=1", "--seconds=0.1", "--soak-seconds=1", "--scale=0.01"
  };

  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void endAll() {
    started.forEach(Process::destroyForcibly);
  }

  @Test
  void it_measures_both_stores_and_another_server_and_leaves_nothing() throws Exception {
    Daemon other = start(setup);
    Path json = scratch.resolve("results.json");
    Path html = scratch.resolve("report.html");
    Process bench =
        bench(
            "--target=other=%s,%d".formatted(setup.socket(), other.pid()),
            "--scenarios=write-1,read-8x32,rate-8,tx-contended,watch,idle-100,wide-1k,nodes-10k,"
                + "ring-write-8,storm-100-16,outage-rings,lag,soak",
            "--json=" + json,
            "--html=" + html);
    assertThat(bench.waitFor(240, TimeUnit.SECONDS)).isTrue();
    assertThat(err()).contains("round 1").contains("cannot: needs a daemon of ours");
    assertThat(bench.exitValue()).as(err()).isZero();
    assertThat(out().lines().filter(line -> line.startsWith("| ")))
        .anyMatch(line -> line.matches("\\| Requests +\\| +other \\| +git \\| +mapdb \\|"))
        .anyMatch(line -> line.matches("\\| 1 client, WRITE +(\\| +[0-9,.]+/s \\([0-9.]+\\).*){3}"))
        .allMatch(line -> !line.contains("cannot: answers"));
    assertThat(Files.readString(json))
        .startsWith("{\"arguments\"")
        .contains("\"name\": \"write-1\"");
    assertThat(Files.readString(html)).startsWith("<!DOCTYPE html>").contains("<svg", "outage");
    assertThat(foldersOf(bench)).isEmpty();
  }

  @Test
  void stopped_it_takes_its_daemons_and_folders_along() throws Exception {
    Process bench = bench("--scenarios=write-1", "--rounds=1000");
    while (!err().contains("mapdb")) {
      assertThat(bench.isAlive()).as(err()).isTrue();
      Thread.sleep(20);
    }
    List<ProcessHandle> daemons = bench.descendants().toList();
    assertThat(daemons).hasSizeGreaterThanOrEqualTo(2);
    assertThat(foldersOf(bench)).hasSize(1);
    run("kill", "-TERM", "" + bench.pid()).outIfOk();
    assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bench.exitValue()).isEqualTo(143);
    assertThat(daemons).noneMatch(ProcessHandle::isAlive);
    assertThat(foldersOf(bench)).isEmpty();
  }

  @Test
  void a_mistake_is_one_line_and_status_2() throws Exception {
    Process bench = bench("--scenarios=nonsense");
    assertThat(bench.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(bench.exitValue()).isEqualTo(2);
    assertThat(err()).hasLineCount(1).startsWith("bench: ").contains("'nonsense'");
    assertThat(out()).isEmpty();
  }

  private Process bench(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(setup.distribution().command().resolveSibling("revenant").toString());
    command.add("bench");
    command.addAll(List.of(SMALL));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(scratch.resolve("bench.out").toFile())
            .redirectError(scratch.resolve("bench.err").toFile())
            .start();
    started.add(process);
    return process;
  }

  private String out() throws IOException {
    return Files.readString(scratch.resolve("bench.out"));
  }

  private String err() throws IOException {
    return Files.readString(scratch.resolve("bench.err"));
  }

  private static List<Path> foldersOf(Process bench) throws IOException {
    try (Stream<Path> all = Files.list(SHARED_MEMORY)) {
      return all.filter(path -> path.getFileName().toString().startsWith("rvb" + bench.pid() + "-"))
          .toList();
    }
  }
}
