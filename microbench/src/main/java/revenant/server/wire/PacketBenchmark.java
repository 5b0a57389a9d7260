package revenant.server.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import revenant.api.tree.Bytes;

/// From bytes to a request, and from an answer to bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PacketBenchmark {
  private static final String PATH = "/local/domain/7/device/vbd/51712/state";

  private final ByteBuffer write =
      ByteBuffer.wrap(new Packet(11, 1, 0, Bytes.of(PATH + "\0value")).bytes())
          .order(ByteOrder.LITTLE_ENDIAN);
  private final Packet answer = new Packet(2, 1, 0, Bytes.of("value of some length, as they are"));

  /// A WRITE, as it arrives.
  @Benchmark
  public Request parse() {
    Packet packet = Packet.take(write.rewind());
    return Requests.parse(RequestType.WRITE, packet.payload(), "/local/domain/0");
  }

  /// What a READ is answered.
  @Benchmark
  public byte[] answer() {
    return answer.bytes();
  }

  /// A watch's event.
  @Benchmark
  public byte[] event() {
    return Packet.event(PATH, Bytes.EMPTY);
  }
}
