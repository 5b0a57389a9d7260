package revenant.launcher.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.process.Daemon;
import revenant.testkit.process.Distribution;
import revenant.testkit.process.Scratch;
import revenant.testkit.process.Tools;

/// Where the files of an area are, and whose.
@Timeout(300)
class AreaFilesIT extends OnScratch {
  private static final String NODE = "/kept/here";
  private static final int PACK_FILES = 4;

  @Test
  void on_a_disk_it_works_and_says_so() throws Exception {
    Path disk = Files.createTempDirectory(Path.of(System.getProperty("revenant.root")), "area");
    try {
      if (Files.getFileStore(disk).type().equals("tmpfs"))
        Tools.leaveOut("the sources are on tmpfs");
      Files.createSymbolicLink(setup.area(), disk);
      try (Daemon daemon = setup.start()) {
        write(daemon, "1");
      }
      try (Daemon daemon = setup.start()) {
        assertKept(daemon, "1");
      }
      assertThat(setup.err().lines())
          .filteredOn(line -> line.contains("not on tmpfs: it works, but the disk will be busy"))
          .hasSize(1);
    } finally {
      Scratch.delete(disk);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"git", "mapdb"})
  void a_file_of_another_users_is_named_or_not_needed(String store) throws Exception {
    setup = setup.of(ordinary()).with("--store=" + store);
    try (Daemon daemon = setup.start()) {
      write(daemon, "1");
      assertThat(daemon.terminate()).isZero();
    }
    try (Daemon daemon = setup.start()) {
      write(daemon, "2");
    }
    int refused = 0;
    for (Path file : files()) if (isRefused(file)) refused++;
    System.out.println(store + ": " + refused + " files without which it does not start");
    assertThat(refused).isGreaterThan(2);
    try (Daemon daemon = setup.start()) {
      assertKept(daemon, "2");
    }
  }

  /// The superuser may read everything, unless it is told to do without.
  private Distribution ordinary() throws IOException {
    Path setpriv = Tools.require("/usr/bin/setpriv", "util-linux");
    Path home = scratch.resolve("ordinary");
    Files.createDirectories(home.resolve("bin"));
    String line =
        "#!/bin/sh\nexec %s --bounding-set=-dac_override,-dac_read_search --inh-caps=-all %s \"$@\"\n"
            .formatted(setpriv, Distribution.built().command());
    Path command = Files.writeString(home.resolve("bin/xenstored"), line);
    Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
    return new Distribution(home);
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    int packs = 0;
    try (Stream<Path> all = Files.walk(setup.area())) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList())
        if (!file.toString().contains("pack-") || packs++ < PACK_FILES) files.add(file);
    }
    return files;
  }

  private boolean isRefused(Path file) throws Exception {
    // A start may have tidied it up.
    if (!Files.exists(file)) return false;
    var before = Files.getPosixFilePermissions(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    int said = setup.err().length();
    try (Daemon daemon = setup.launch()) {
      daemon.awaitReady();
      assertKept(daemon, "2");
      return false;
    } catch (IOException refused) {
      List<String> lines = setup.err().substring(said).lines().toList();
      assertThat(lines).as(file.toString()).hasSize(1);
      assertThat(lines.getFirst())
          .startsWith("xenstored: ")
          .contains(setup.area().toString())
          .containsAnyOf("--salvage", "--clear", "remove it");
      return true;
    } finally {
      if (Files.exists(file)) Files.setPosixFilePermissions(file, before);
    }
  }

  private static void write(Daemon daemon, String value) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      client.write(NODE, value).ok();
    }
  }

  private static void assertKept(Daemon daemon, String value) throws IOException {
    try (XenstoreClient client = daemon.connect()) {
      assertThat(client.read(NODE).text()).isEqualTo(value);
    }
  }
}
