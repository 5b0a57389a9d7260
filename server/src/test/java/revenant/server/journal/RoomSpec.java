package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.api.tree.Tree;

final class RoomSpec {
  private static final UUID AREA = UUID.fromString("7d444840-9dc0-11d1-b245-5ffdce74fad2");

  private @TempDir Path folder;
  private final List<String> problems = new ArrayList<>();
  private Room room;

  @BeforeEach
  void open() throws IOException {
    room = Room.open(Storage.FILES, folder, AREA);
    room.reserve(4096);
  }

  @AfterEach
  void close() throws IOException {
    room.close();
  }

  private Optional<Long> reopen() throws IOException {
    room.close();
    room = Room.open(Storage.FILES, folder, AREA);
    problems.clear();
    return room.load(problems::add).map(Checkpoint::journalPosition);
  }

  private static Checkpoint checkpoint(long position) {
    Tree tree =
        Tree.of(Permissions.ownedBy(0))
            .with(NodePath.of("/store"), Bytes.of("at " + position), Permissions.ownedBy(0));
    return new Checkpoint(AREA, position, StateTree.FORMAT, tree);
  }

  @Test
  void what_was_saved_is_loaded() throws IOException {
    room.save(checkpoint(5));
    assertThat(reopen()).contains(5L);
    assertThat(room.load(problems::add)).contains(checkpoint(5));
  }

  @Test
  void a_large_tree_is_written_in_pieces_and_loaded_as_it_was() throws IOException {
    room.save(large());
    assertThat(reopen()).contains(5L);
    assertThat(room.load(problems::add)).contains(large());
  }

  @Test
  void after_a_write_that_failed_on_the_way_the_next_one_is_whole() throws IOException {
    Storage refusing =
        new Storage() {
          private int left = 3;

          @Override
          void write(FileChannel file, ByteBuffer bytes, long from) throws IOException {
            if (--left == 0) throw new IOException("no space left");
            super.write(file, bytes, from);
          }
        };
    try (Room other = Room.open(refusing, folder, AREA)) {
      assertThatThrownBy(() -> other.save(large())).hasMessage("no space left");
      other.save(large());
    }
    assertThat(reopen()).contains(5L);
    assertThat(room.load(problems::add)).contains(large());
  }

  private static Checkpoint large() {
    Permissions owner = Permissions.ownedBy(0);
    Bytes value = Bytes.of("x".repeat(2000));
    Tree tree = Tree.of(owner);
    for (int i = 0; i < 200; i++) tree = tree.with(NodePath.of("/" + i), value, owner);
    return new Checkpoint(AREA, 5, StateTree.FORMAT, tree);
  }

  @Test
  void nothing_is_loaded_from_new_files() throws IOException {
    assertThat(reopen()).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void the_newest_counts() throws IOException {
    for (int i = 0; i < 5; i++) room.save(checkpoint(i));
    assertThat(reopen()).contains(4L);
    room.save(checkpoint(9));
    assertThat(reopen()).contains(9L);
  }

  @Test
  void an_older_one_changes_nothing() throws IOException {
    room.save(checkpoint(5));
    room.save(checkpoint(3));
    assertThat(reopen()).contains(5L);
  }

  /// Killed while it writes, the header is zeros and the body anything.
  @Test
  void one_that_was_being_written_does_not_count() throws IOException {
    room.save(checkpoint(1));
    room.save(checkpoint(2));
    byte[] file = Files.readAllBytes(folder.resolve("room-b"));
    java.util.Arrays.fill(file, 0, 64, (byte) 0);
    Files.write(folder.resolve("room-b"), file);
    assertThat(reopen()).contains(1L);
    assertThat(problems).isEmpty();
  }

  @Test
  void damage_is_told_and_the_other_serves() throws IOException {
    room.save(checkpoint(1));
    room.save(checkpoint(2));
    for (int at : new int[] {3, 33, 70}) {
      byte[] file = Files.readAllBytes(folder.resolve("room-b"));
      file[at] ^= 4;
      Files.write(folder.resolve("room-b"), file);
      assertThat(reopen()).contains(1L);
      assertThat(problems).hasSize(1);
      assertThat(problems.getFirst()).contains("room-b is damaged");
      file[at] ^= 4;
      Files.write(folder.resolve("room-b"), file);
    }
  }

  @Test
  void another_areas_checkpoint_is_told_and_does_not_count() throws IOException {
    room.save(checkpoint(1));
    try (Room other = Room.open(Storage.FILES, folder, UUID.randomUUID())) {
      assertThat(other.load(problems::add)).isEmpty();
    }
    assertThat(problems).hasSize(1);
    assertThat(problems.getFirst()).contains("room-a holds a checkpoint of another area");
  }

  @Test
  void a_newer_format_is_refused() throws IOException {
    Checkpoint newer = new Checkpoint(AREA, 7, StateTree.FORMAT + 1, checkpoint(7).tree());
    room.save(newer);
    assertThatThrownBy(this::reopen)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("newer version");
  }

  @Test
  void room_is_taken_before_it_is_needed() throws IOException {
    long before = Files.size(folder.resolve("room-a"));
    assertThat(room.admits(1 << 20)).isTrue();
    assertThat(room.capacity()).isGreaterThan(1 << 20);
    assertThat(Files.size(folder.resolve("room-a"))).isGreaterThan(before + (1 << 20));
    assertThat(Files.size(folder.resolve("room-b")))
        .isEqualTo(Files.size(folder.resolve("room-a")));
  }

  @Test
  void replacing_leaves_only_the_new_one() throws IOException {
    room.save(checkpoint(5));
    room.save(checkpoint(6));
    room.replace(checkpoint(2));
    assertThat(reopen()).contains(2L);
  }
}
