package revenant.server.engine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.server.wire.Place;

/// Finding the watches that a change concerns, among many that it does not.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class WatchesBenchmark {
  private static final int SPREAD = 100;
  private static final NodePath WATCHED = NodePath.of("/local/domain/0/backend/vbd/7/51712/state");
  private static final NodePath UNWATCHED = NodePath.of("/local/domain/1/device/vbd/0/state");

  /// How many others there are.
  @Param({"0", "1000", "100000"})
  public int others;

  private Watches watches = Watches.NONE;

  /// Sets them.
  @Setup
  public void watch() {
    watches = Watches.NONE.with(on(NodePath.of("/local/domain/0/backend"), 0));
    watches = watches.with(on(WATCHED, 1));
    for (int i = 0; i < others; i++)
      watches = watches.with(on(NodePath.of("/local/domain/" + i % SPREAD + "/o/" + i), i + 2));
  }

  private static Watch on(NodePath path, int sequence) {
    return new Watch(1, sequence, new Place.At(path), Bytes.of("token"), -1, 0);
  }

  /// Two of them are concerned.
  @Benchmark
  public List<Watch> match() {
    return watches.touchedBy(WATCHED);
  }

  /// None is.
  @Benchmark
  public List<Watch> noMatch() {
    return watches.touchedBy(UNWATCHED);
  }

  /// One more, and gone again.
  @Benchmark
  public Watches setAndTakeBack() {
    Watch watch = on(UNWATCHED, Integer.MAX_VALUE);
    return watches.with(watch).without(watch);
  }
}
