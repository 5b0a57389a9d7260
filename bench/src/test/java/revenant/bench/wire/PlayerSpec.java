package revenant.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PlayerSpec {
  private static final int WRITE = 11;
  private static final int COMMIT = 2;

  @TempDir Path folder;

  @Test
  void a_transaction_that_met_another_is_begun_again() throws Exception {
    List<String> done = new ArrayList<>();
    Path socket = folder.resolve("s");
    try (FakeServer _ =
            new FakeServer(socket, request -> request == COMMIT ? Packets.ERROR : WRITE);
        Stage stage = new Stage()) {
      Player player = stage.onSocket(socket);
      player.take(
          new Job()
              .begin()
              .ask(Packets.write("/a", "b"))
              .commit()
              .then(() -> done.add("committed")));
      stage.playWhile(done::isEmpty);
      assertThat(player.tries()).isEqualTo(2);
      assertThat(player.commits()).isEqualTo(1);
      assertThat(player.requests()).isEqualTo(6);
    }
  }

  @Test
  void jobs_are_done_in_their_order() throws Exception {
    List<String> done = new ArrayList<>();
    Path socket = folder.resolve("s");
    try (FakeServer _ = new FakeServer(socket, _ -> WRITE);
        Stage stage = new Stage()) {
      Player player = stage.onSocket(socket);
      for (String name : List.of("a", "b", "c"))
        player.take(new Job().ask(Packets.read("/" + name), _ -> done.add(name)));
      stage.playWhile(() -> done.size() < 3);
    }
    assertThat(done).containsExactly("a", "b", "c");
  }
}
