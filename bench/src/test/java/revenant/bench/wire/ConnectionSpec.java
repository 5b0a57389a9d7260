package revenant.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConnectionSpec {
  @TempDir private Path folder;

  @Test
  void an_answer_may_be_longer_than_the_protocol_allows() throws Exception {
    Path socket = folder.resolve("socket");
    String text = "x".repeat(300_000);
    try (FakeServer _ = new FakeServer(socket, _ -> 1, text);
        Connection client = Connection.idle(socket)) {
      client.ask(Packets.directory("/wide"));
      assertThat(client.text()).isEqualTo(text);
    }
  }
}
