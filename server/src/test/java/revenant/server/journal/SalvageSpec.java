package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damage stops the start, and `--salvage` serves what is intact.
final class SalvageSpec {
  private @TempDir Path folder;
  private Lives lives;

  @BeforeEach
  void writeTen() throws IOException {
    lives = new Lives(folder.resolve("area"));
    lives.store.trouble =
        call -> {
          throw new IOException("no store yet");
        };
    lives.begin();
    for (int i = 0; i < 10; i++) lives.write("/n" + i, "value " + i);
    lives.crash();
    lives.store.trouble = call -> {};
  }

  @AfterEach
  void nothing_was_fatal() throws IOException {
    lives.close();
    assertThat(lives.fatal).isEmpty();
  }

  private Path segment() throws IOException {
    try (Stream<Path> files = Files.list(lives.area)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().startsWith("journal-")) continue;
        ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (head.getLong(40) != 0) return file;
      }
    }
    throw new AssertionError("no segment");
  }

  private void damage(Path file, int at) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[at] ^= 1;
    Files.write(file, bytes);
  }

  private int find(Path file, String text) throws IOException {
    return new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1)
        .indexOf(text);
  }

  private void assertRefused(String... parts) {
    assertThatThrownBy(lives::begin)
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("--salvage")
        .hasMessageNotContaining("\n");
  }

  private String values() {
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < 10; i++) values.append(lives.read("/n" + i).equals("-") ? "." : "x");
    return values.toString();
  }

  private void assertSalvages(String values) throws IOException {
    lives.isSalvaging = true;
    lives.begin();
    assertThat(values()).isEqualTo(values);
    assertThat(lives.log).anyMatch(line -> line.startsWith("salvaging: "));
    lives.write("/after", "1");
    lives.crash();
    lives.isSalvaging = false;
    lives.begin();
    assertThat(values()).isEqualTo(values);
    assertThat(lives.read("/after")).isEqualTo("1");
  }

  @Test
  void a_damaged_record_ends_what_is_served() throws IOException {
    Path file = segment();
    damage(file, find(file, "value 6"));
    byte[] damaged = Files.readAllBytes(file);
    assertRefused(file + " is damaged at byte ");
    assertRefused(file + " is damaged at byte ");
    assertSalvages("xxxxxx....");
    assertThat(lives.area.resolve("aside").resolve(file.getFileName())).hasBinaryContent(damaged);
  }

  @Test
  void a_damaged_segment_header_loses_its_records() throws IOException {
    damage(segment(), 33);
    assertRefused(segment() + " is damaged at byte 32");
    assertSalvages("..........");
  }

  @Test
  void a_missing_segment_is_told() throws IOException {
    Files.delete(segment());
    assertRefused("journal records are missing after the 0. of 10");
    assertSalvages("..........");
  }

  @Test
  void a_store_that_cannot_be_loaded_is_not_needed_when_the_journal_goes_back() throws IOException {
    haveStoreDamaged();
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
    lives.write("/n10", "value 10");
    lives.end();
    assertThat(lives.log)
        .anyMatch(line -> line.matches("cannot save to the store.*pack 7 is damaged.*"));
  }

  @Test
  void a_store_that_the_server_died_of_is_loaded_before_anybody_is_served() throws IOException {
    haveStoreDamaged();
    noteDeathInLateLoad();
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
    assertThat(lives.log)
        .anyMatch(line -> line.matches("pack 7 is damaged.*the server's own checkpoint"));
    lives.crash();
    noteDeathInLateLoad();
    lives.store.trouble = call -> {};
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
  }

  private void haveStoreDamaged() throws IOException {
    lives.begin();
    lives.end();
    lives.store.trouble =
        call -> {
          if (call.equals("load")) throw new IOException("pack 7 is damaged; --salvage");
        };
  }

  private void noteDeathInLateLoad() throws IOException {
    Words.change(
        Storage.FILES,
        lives.area.resolve(AreaLayout.HEADER),
        words -> words.set(AreaLayout.IN_LATE_LOAD, 1));
  }

  @Test
  void a_store_that_cannot_be_loaded_is_set_aside_by_salvage() throws IOException {
    lives.begin();
    lives.end();
    Files.createDirectories(Persistence.storeFolder(lives.area, "kept").resolve("pack"));
    lives.store.trouble =
        call -> {
          boolean isOld = Files.exists(Persistence.storeFolder(lives.area, "kept").resolve("pack"));
          if (call.equals("load") && isOld) throw new IOException("pack 7 is damaged; --salvage");
        };
    lives.isSalvaging = true;
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
    lives.end();
    assertThat(lives.area.resolve("aside/store/kept/pack")).exists();
    lives.isSalvaging = false;
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
  }

  @Test
  void a_checkpoint_behind_the_journal_is_refused() throws IOException {
    lives.sizes = new Sizes(4096, 2, 64 << 10, 16 << 10, 2);
    lives.begin();
    for (int i = 0; i < 200; i++) lives.write("/big", "some value that fills segments " + i);
    lives.end();
    List<KeptStore.Saved> saved = lives.store.saved();
    lives.store.plant(saved.getFirst().checkpoint());
    Files.delete(lives.area.resolve("room-a"));
    Files.delete(lives.area.resolve("room-b"));
    assertRefused("is behind the journal's first record");
    assertSalvages("x.........");
  }

  /// As a record does that brings the virtual machine down.
  @Test
  void a_record_that_kills_recovery_twice_stops_the_start() throws IOException {
    dieReplaying(7);
    lives.begin();
    assertThat(values()).isEqualTo("xxxxxxxxxx");
    lives.crash();
    dieReplaying(12);
    dieReplaying(12);
    lives.begin();
    lives.crash();
  }

  @Test
  void a_record_that_killed_recovery_twice_can_be_salvaged() throws IOException {
    dieReplaying(4);
    words(words -> {
      words.set(AreaLayout.SUSPECT_STEP, 3 + 4);
      words.set(AreaLayout.SUSPECT_STEP_DEATHS, 1);
    });
    dieReplaying(4);
    assertRefused("the server died 2 times in a row on journal record 4");
    assertRefused("the server died 2 times in a row on journal record 4");
    assertSalvages("xxxx......");
  }

  /// What is left in the header when a process dies while it replays a record.
  private void dieReplaying(long record) throws IOException {
    words(words -> words.set(AreaLayout.REPLAYING, 3 + record));
  }

  private void words(java.util.function.Consumer<Words> change) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      change.accept(Words.map(Storage.FILES, lives.area.resolve("header"), arena));
    }
  }
}
