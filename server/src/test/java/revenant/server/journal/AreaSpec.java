package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;

final class AreaSpec {
  private @TempDir Path folder;
  private Lives lives;

  @BeforeEach
  void prepare() {
    lives = new Lives(folder.resolve("deep/area"));
  }

  @AfterEach
  void nothing_was_fatal() throws IOException {
    lives.close();
    assertThat(lives.fatal).isEmpty();
  }

  private void assertRefused(String line) {
    assertThatThrownBy(lives::begin)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(line)
        .hasMessageNotContaining("\n");
  }

  @Test
  void it_belongs_to_its_owner_alone() throws IOException {
    lives.begin();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lives.area)))
        .isEqualTo("rwx------");
  }

  @Test
  void a_second_server_is_told_who_the_first_is() throws IOException, InterruptedException {
    Files.createDirectories(lives.area);
    Process other = holder();
    try (BufferedReader said = other.inputReader()) {
      assertThat(said.readLine()).isEqualTo("held");
      assertRefused(lives.area + " is in use by the server with pid " + other.pid());
    }
    other.destroyForcibly().waitFor();
    lives.begin();
  }

  /// Another process that holds the area's lock, as a server does.
  private Process holder() throws IOException {
    String code =
        """
        import java.nio.*; import java.nio.channels.*; import java.nio.file.*;
        class Holder { public static void main(String[] args) throws Exception {
          FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.CREATE,
              StandardOpenOption.READ, StandardOpenOption.WRITE);
          file.lock();
          file.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\\n").getBytes()), 0);
          System.out.println("held");
          System.in.read();
        } }
        """;
    Path source = Files.writeString(folder.resolve("Holder.java"), code);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(java, source.toString(), lives.area + "/lock").start();
  }

  @Test
  void the_lock_of_a_dead_server_is_no_hindrance() throws IOException {
    lives.begin();
    lives.crash();
    Files.writeString(lives.area.resolve("lock"), "999999\n");
    lives.begin();
  }

  @Test
  void another_boots_area_is_set_aside() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.crash();
    bootAgain();
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("-");
    assertThat(lives.log).anyMatch(line -> line.startsWith("the host was booted since"));
    assertThat(lives.area.resolve("aside/header")).exists();
    lives.crash();
    lives.begin();
    lives.write("/b", "2");
    lives.crash();
    bootAgain();
    lives.begin();
    assertThat(Files.exists(lives.area.resolve("aside/aside"))).isFalse();
  }

  private void bootAgain() throws IOException {
    Path file = lives.area.resolve("header");
    Header header = Header.read(file);
    new Header(header.area(), header.key(), header.epoch(), "another", header.storeName())
        .write(Storage.FILES, file);
  }

  @Test
  void clearing_begins_anew_and_sets_the_old_aside() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    lives.isClearing = true;
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("-");
    assertThat(lives.area.resolve("aside/store/kept")).isDirectory();
  }

  @Test
  void setting_aside_goes_on_after_a_crash() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.crash();
    Files.createDirectory(lives.area.resolve("aside"));
    Files.move(lives.area.resolve("header"), lives.area.resolve("aside/header"));
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("-");
    try (Stream<Path> aside = Files.list(lives.area.resolve("aside"))) {
      assertThat(aside.map(path -> path.getFileName().toString()))
          .contains("header", "room-a", "room-b", "journal-1-1");
    }
  }

  @Test
  void a_missing_header_is_not_a_new_area() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.crash();
    Files.delete(lives.area.resolve("header"));
    assertRefused("header is missing");
    lives.isClearing = true;
    lives.begin();
  }

  @Test
  void a_damaged_header_is_refused() throws IOException {
    lives.begin();
    lives.crash();
    byte[] page = Files.readAllBytes(lives.area.resolve("header"));
    for (int at : new int[] {0, 9, 12, 16, 40, 60, 120}) {
      page[at] ^= 1;
      Files.write(lives.area.resolve("header"), page);
      assertRefused("header");
      page[at] ^= 1;
    }
    Files.write(lives.area.resolve("header"), page);
    lives.begin();
  }

  @Test
  void another_store_is_refused_until_it_imports() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    KeptStore other = new KeptStore("other");
    lives.provider = other;
    assertRefused("belongs to the store kept: use --store=kept, or --import-from=kept");
    lives.importFrom = Optional.of("kept");
    lives.begin();
    assertThat(lives.read("/a")).isEqualTo("1");
    lives.write("/b", "2");
    lives.end();
    assertThat(other.saved()).isNotEmpty();
    assertThat(other.saved().getFirst().causes().oldestFirst().toString() + other.saved())
        .contains("import from kept");
    lives.begin();
    assertThat(lives.read("/a") + lives.read("/b")).isEqualTo("12");
    lives.end();
    lives.importFrom = Optional.empty();
    lives.begin();
    assertThat(lives.read("/a") + lives.read("/b")).isEqualTo("12");
  }

  @Test
  void another_areas_checkpoint_is_refused() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    Checkpoint ours = lives.store.newest().orElseThrow();
    lives.store.plant(
        new Checkpoint(UUID.randomUUID(), ours.journalPosition() + 1, ours.format(), ours.tree()));
    Files.delete(lives.area.resolve("room-a"));
    Files.delete(lives.area.resolve("room-b"));
    assertRefused("holds a checkpoint of another area");
  }

  @Test
  void a_newer_checkpoint_format_is_refused() throws IOException {
    lives.begin();
    lives.write("/a", "1");
    lives.end();
    Checkpoint ours = lives.store.newest().orElseThrow();
    lives.store.plant(
        new Checkpoint(ours.area(), ours.journalPosition(), ours.format() + 1, ours.tree()));
    Files.delete(lives.area.resolve("room-a"));
    Files.delete(lives.area.resolve("room-b"));
    assertRefused("newer version");
  }

  @Test
  void it_says_where_it_is_when_that_is_no_tmpfs() throws IOException {
    lives.begin();
    List<String> said = lives.log.stream().filter(line -> line.contains("not on tmpfs")).toList();
    boolean isTmpfs = Files.getFileStore(lives.area).type().equals("tmpfs");
    assertThat(said).hasSize(isTmpfs ? 0 : 1);
  }
}
