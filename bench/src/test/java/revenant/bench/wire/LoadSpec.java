package revenant.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoadSpec {
  private static final int READ = 2;
  private static final byte[] PACKET = Packets.read("/a");
  private static final long PAUSE_NANOS = 300_000_000;

  @TempDir Path folder;

  @Test
  void what_is_in_flight_is_never_more_than_said_and_all_of_it_counts() throws Exception {
    Latencies latencies = new Latencies();
    try (FakeServer _ = new FakeServer(socket(), _ -> READ);
        Connection client = new Connection(socket())) {
      var result = Load.pipelined(client, PACKET, 8, 50_000_000, latencies);
      assertThat(result.requests()).isEqualTo(latencies.count()).isPositive();
      assertThat(result.perSecond()).isPositive();
    }
  }

  @Test
  void a_refusal_ends_the_measurement_with_the_name_of_the_error() throws Exception {
    try (FakeServer _ = new FakeServer(socket(), _ -> Packets.ERROR);
        Connection client = new Connection(socket())) {
      assertThatThrownBy(() -> Load.pingPong(client, PACKET, 1, new Latencies()))
          .isInstanceOf(Refused.class)
          .hasMessage("answers EAGAIN");
    }
  }

  /// A closed loop waits with the server, and one request of thousands seems slow.
  @Test
  void a_pause_hides_from_a_closed_loop() throws Exception {
    Latencies latencies = new Latencies();
    try (FakeServer _ = new FakeServer(socket(), LoadSpec::pausing);
        Connection client = new Connection(socket())) {
      Load.pingPong(client, PACKET, 2 * PAUSE_NANOS, latencies);
    }
    assertThat(latencies.maxMicros()).isGreaterThanOrEqualTo(PAUSE_NANOS / 1000.0);
    assertThat(latencies.micros(90)).isLessThan(PAUSE_NANOS / 10_000.0);
  }

  /// More are due meanwhile than are ever in flight, so that most of them are sent after the pause.
  @Test
  void a_pause_counts_in_an_open_loop_for_all_that_were_due_meanwhile() throws Exception {
    Latencies latencies = new Latencies();
    try (FakeServer _ = new FakeServer(socket(), LoadSpec::pausing);
        Connection client = new Connection(socket())) {
      var result =
          OpenLoop.run(List.of(client), List.of(List.of(PACKET)), 5000, 2 * PAUSE_NANOS, latencies);
      assertThat(result.requests()).isEqualTo(3000);
    }
    assertThat(latencies.count()).isEqualTo(3000);
    assertThat(latencies.maxMicros()).isGreaterThan(PAUSE_NANOS * 0.9 / 1000);
    assertThat(latencies.micros(70)).isGreaterThan(PAUSE_NANOS * 0.2 / 1000);
  }

  private static int pausing(int request) {
    if (request == 10) LockSupport.parkNanos(PAUSE_NANOS);
    return READ;
  }

  private Path socket() {
    return folder.resolve("s");
  }
}
