package revenant.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import revenant.server.engine.Logging;

final class TraceSpec {
  @Test
  void a_log_that_cannot_be_written_is_complained_of_once() {
    List<String> complaints = new ArrayList<>();
    Trace trace = new Trace(Optional.of(Path.of("/nowhere/that/can/be/written")), complaints::add);
    for (int turn = 0; turn < 3; turn++) trace.follow(Logging.STANDARD);
    assertThat(complaints).hasSize(1);
  }
}
