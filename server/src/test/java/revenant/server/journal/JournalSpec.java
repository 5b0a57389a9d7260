package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A segment of this journal has room for 63 records of 64 bytes:
///
///     header | 0 | 1 | 2 | ... | 62 |      header | 63 | 64 | ...
final class JournalSpec {
  private Sizes sizes = new Sizes(4096, 2, 16 << 10, 4096, 2);
  private static final int RECORD_BYTES = 64;
  private static final int PER_SEGMENT = 63;

  private @TempDir Path folder;
  private final Arena arena = Arena.ofShared();
  private Header header;
  private Words words;
  private Journal journal;

  @BeforeEach
  void begin() throws IOException {
    header = Header.fresh("boot", "kept");
    header.write(Storage.FILES, folder.resolve("header"));
    words = Words.map(Storage.FILES, folder.resolve("header"), arena);
    open(0);
  }

  @AfterEach
  void end() {
    journal.close();
    arena.close();
  }

  private List<String> open(long from) throws IOException {
    journal = Journal.open(Storage.FILES, folder, header, words, sizes);
    List<String> records = new ArrayList<>();
    journal.replay(from, (position, record) -> records.add(position + " " + text(record).strip()));
    journal.allocate();
    return records;
  }

  private List<String> reopen(long from) throws IOException {
    journal.close();
    return open(from);
  }

  private static String text(byte[] record) {
    return new String(record, StandardCharsets.ISO_8859_1);
  }

  private boolean append(String text) {
    return append(text, RECORD_BYTES);
  }

  private boolean append(String text, int bytes) {
    Encoder record = new Encoder().skip(Segment.FRAME_BYTES);
    byte[] padded = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < bytes - Segment.FRAME_BYTES; i++)
      record.octet(i < padded.length ? padded[i] : ' ');
    return journal.append(record);
  }

  private void appendMany(int count) {
    for (int i = 0; i < count; i++) assertThat(append("r" + journal.position())).isTrue();
  }

  private static List<String> range(int from, int to) {
    List<String> records = new ArrayList<>();
    for (int i = from; i < to; i++) records.add(i + " r" + i);
    return records;
  }

  private void allowLargeRecords() throws IOException {
    sizes = new Sizes(4096, 2, 64 << 10, 4096, 2);
    reopen(0);
  }

  private Path segment(int number) {
    return folder.resolve("journal-1-" + number);
  }

  private void change(Path file, int at, byte... bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private byte[] bytes(Path file, int at, int length) throws IOException {
    byte[] all = Files.readAllBytes(file);
    return java.util.Arrays.copyOfRange(all, at, at + length);
  }

  private static int at(int index) {
    return Segment.HEADER_BYTES + index * RECORD_BYTES;
  }

  @Test
  void what_was_appended_is_read_in_order() throws IOException {
    appendMany(10);
    assertThat(reopen(0)).isEqualTo(range(0, 10));
    assertThat(journal.position()).isEqualTo(10);
  }

  @Test
  void positions_go_on_across_segments_and_starts() throws IOException {
    appendMany(2 * PER_SEGMENT + 5);
    assertThat(reopen(0)).isEqualTo(range(0, 2 * PER_SEGMENT + 5));
    appendMany(10);
    assertThat(reopen(100)).isEqualTo(range(100, 2 * PER_SEGMENT + 15));
  }

  @Test
  void a_segment_that_is_full_to_the_last_byte_goes_on_in_the_next() throws IOException {
    appendMany(PER_SEGMENT);
    assertThat(reopen(0)).isEqualTo(range(0, PER_SEGMENT));
    appendMany(1);
    assertThat(reopen(0)).isEqualTo(range(0, PER_SEGMENT + 1));
  }

  @Test
  void a_record_larger_than_a_segment_gets_one_of_its_size() throws IOException {
    allowLargeRecords();
    appendMany(3);
    assertThat(append("large", 9000)).isTrue();
    assertThat(append("after")).isTrue();
    assertThat(reopen(2)).containsExactly("2 r2", "3 large", "4 after");
  }

  @Test
  void a_large_record_after_a_start_in_an_empty_segment() throws IOException {
    allowLargeRecords();
    appendMany(PER_SEGMENT);
    appendMany(1);
    journal.release(PER_SEGMENT);
    journal.restartAt(PER_SEGMENT + 1);
    reopen(PER_SEGMENT + 1);
    assertThat(append("large", 9000)).isTrue();
    assertThat(append("after")).isTrue();
    assertThat(reopen(PER_SEGMENT + 1)).containsExactly("64 large", "65 after");
  }

  @Test
  void a_segment_is_used_again_when_a_checkpoint_covers_it() throws IOException {
    for (int round = 1; round < 50; round++) {
      appendMany(PER_SEGMENT);
      journal.release(journal.position() - 10);
    }
    assertThat(journal.bytes()).isLessThanOrEqualTo(3 * 4096);
    long from = journal.position() - 10;
    assertThat(reopen(from)).isEqualTo(range((int) from, (int) from + 10));
  }

  @Test
  void no_more_room_is_told_and_harmless() throws IOException {
    appendMany(4 * PER_SEGMENT);
    assertThat(append("more")).isFalse();
    journal.release(PER_SEGMENT);
    assertThat(append("more")).isTrue();
    assertThat(reopen(4 * PER_SEGMENT)).containsExactly(4 * PER_SEGMENT + " more");
  }

  @Test
  void it_goes_on_behind_a_checkpoint_that_stands_for_a_record() throws IOException {
    appendMany(70);
    journal.restartAt(71);
    assertThat(reopen(71)).isEmpty();
    appendMany(2);
    assertThat(reopen(71)).isEqualTo(range(71, 73));
  }

  @Test
  void a_checkpoint_may_be_ahead_of_the_journal() throws IOException {
    appendMany(70);
    assertThat(reopen(71)).isEmpty();
    appendMany(2);
    assertThat(reopen(71)).isEqualTo(range(71, 73));
  }

  /// A kill leaves any of its bytes but the mark, over zeros or over an older record.
  @Test
  void a_record_that_was_being_written_does_not_count() throws IOException {
    appendMany(6);
    byte[] whole = bytes(current(), at(5), RECORD_BYTES);
    words.set(AreaLayout.APPENDED, 5);
    byte[] torn = new byte[RECORD_BYTES];
    for (int length = 8; length <= RECORD_BYTES; length++) {
      System.arraycopy(whole, 8, torn, 8, length - 8);
      change(current(), at(5), torn);
      assertThat(reopen(0)).as("%d bytes written", length).isEqualTo(range(0, 5));
    }
    append("r5");
    assertThat(reopen(0)).isEqualTo(range(0, 6));
  }

  private Path current() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().startsWith("journal-")) continue;
        ByteBuffer head = ByteBuffer.wrap(bytes(file, 0, 128)).order(ByteOrder.LITTLE_ENDIAN);
        if (head.getLong(40) != 0) return file;
      }
    }
    throw new AssertionError("no segment");
  }

  @Test
  void old_records_in_a_used_again_segment_do_not_count() throws IOException {
    appendMany(2 * PER_SEGMENT);
    journal.release(2 * PER_SEGMENT);
    appendMany(1);
    journal.release(2 * PER_SEGMENT);
    appendMany(3);
    assertThat(reopen(2 * PER_SEGMENT)).isEqualTo(range(2 * PER_SEGMENT, 2 * PER_SEGMENT + 4));
  }

  /// An old record, of whose mark a longer one has overwritten the first two bytes since, so that
  /// it says another position; and the segment is used a third time, up to just before it.
  @Test
  void what_is_left_of_an_old_record_is_none() throws IOException {
    for (int round = 0; round < 20; round++) {
      appendMany(2 * PER_SEGMENT);
      journal.release(journal.position());
      for (int i = 0; i < 3; i++) {
        long mark = (journal.position() + 100) ^ header.key();
        String tail = "" + (char) (mark & 0xff) + (char) (mark >> 8 & 0xff);
        assertThat(append("x".repeat(48) + tail, RECORD_BYTES + 2)).isTrue();
        assertThat(append("does not fit behind it", 3976)).isTrue();
        journal.release(journal.position());
      }
      appendMany(1);
      long last = journal.position() - 1;
      assertThat(reopen(last)).isEqualTo(range((int) last, (int) last + 1));
    }
  }

  @Test
  void a_changed_bit_in_the_middle_is_refused_with_file_and_place() throws IOException {
    appendMany(10);
    byte[] old = bytes(current(), at(4) + 30, 1);
    change(current(), at(4) + 30, (byte) (old[0] ^ 8));
    Path damaged = current();
    List<String> before = new ArrayList<>();
    journal.close();
    journal = Journal.open(Storage.FILES, folder, header, words, sizes);
    assertThatThrownBy(() -> journal.replay(0, (position, record) -> before.add("" + position)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            damaged
                + " is damaged at byte "
                + at(4)
                + "; --salvage serves what is intact before it");
    assertThat(before).containsExactly("0", "1", "2", "3");
  }

  @Test
  void no_changed_bit_of_any_record_goes_unseen() throws IOException {
    appendMany(4);
    Path file = current();
    for (int at = at(0); at < at(4); at++) {
      byte[] old = bytes(file, at, 1);
      change(file, at, (byte) (old[0] ^ (1 << (at & 7))));
      assertRefused();
      change(file, at, old);
    }
    assertThat(reopen(0)).isEqualTo(range(0, 4));
  }

  @Test
  void no_changed_bit_of_a_segment_header_goes_unseen() throws IOException {
    appendMany(4);
    Path file = current();
    for (int at = 0; at < 48; at++) {
      byte[] old = bytes(file, at, 1);
      change(file, at, (byte) (old[0] ^ (1 << (at & 7))));
      assertRefused();
      change(file, at, old);
    }
  }

  private void assertRefused() throws IOException {
    journal.close();
    assertThatThrownBy(() -> open(0)).isInstanceOf(IOException.class).hasMessageContaining(" ");
  }

  @Test
  void a_missing_segment_is_refused() throws IOException {
    appendMany(2 * PER_SEGMENT + 1);
    Path middle = segmentWithFirst(PER_SEGMENT);
    Files.move(middle, folder.resolve("kept-elsewhere"));
    assertRefused();
  }

  @Test
  void a_missing_last_segment_is_refused() throws IOException {
    appendMany(PER_SEGMENT + 1);
    Files.delete(segmentWithFirst(PER_SEGMENT));
    assertRefused();
  }

  private Path segmentWithFirst(long first) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().startsWith("journal-")) continue;
        ByteBuffer head = ByteBuffer.wrap(bytes(file, 0, 128)).order(ByteOrder.LITTLE_ENDIAN);
        if (head.getLong(40) != 0 && head.getLong(32) == first) return file;
      }
    }
    throw new AssertionError("no such segment");
  }

  @Test
  void files_are_written_in_full_and_have_no_holes() throws IOException {
    append("x");
    assertThat(Files.size(segment(1))).isEqualTo(4096);
    assertThat((Long) Files.getAttribute(segment(1), "unix:size")).isEqualTo(4096L);
  }

  @Test
  void what_a_burst_took_is_given_back() throws IOException {
    appendMany(4 * PER_SEGMENT);
    journal.release(journal.position());
    journal.trim();
    assertThat(journal.bytes()).isEqualTo(2 * 4096);
    assertThat(reopen(4 * PER_SEGMENT)).isEmpty();
  }
}
