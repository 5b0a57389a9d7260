package revenant.api.tree;

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
import org.openjdk.jmh.infra.Blackhole;

/// Finding a node, changing one, and telling two trees apart that differ in a few.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TreeBenchmark {
  private static final int SPREAD = 100;
  private static final int CHANGED = 10;
  private static final Permissions OWNED = Permissions.ownedBy(0);
  private static final Bytes VALUE = Bytes.of("value");

  /// How many nodes there are.
  @Param({"1000", "100000"})
  public int nodes;

  private Tree tree = Tree.of(OWNED);
  private Tree changed = tree;
  private NodePath[] paths = {};
  private int next;

  /// Makes them.
  @Setup
  public void grow() {
    tree = Tree.of(OWNED);
    paths = new NodePath[nodes];
    for (int i = 0; i < nodes; i++) {
      paths[i] = NodePath.of("/folder/" + i / SPREAD + "/" + i);
      if (i == 0) tree = tree.with(NodePath.of("/folder"), Bytes.EMPTY, OWNED);
      if (i % SPREAD == 0) tree = tree.with(paths[i].parent(), Bytes.EMPTY, OWNED);
      tree = tree.with(paths[i], VALUE, OWNED);
    }
    changed = tree;
    for (int i = 0; i < CHANGED; i++)
      changed = changed.with(paths[i * (nodes / CHANGED)], Bytes.of("other"), OWNED);
  }

  private NodePath path() {
    next = (next + 7919) % nodes;
    return paths[next];
  }

  /// A lookup, over all the tree.
  @Benchmark
  public Object lookup() {
    return tree.find(path());
  }

  /// A new value.
  @Benchmark
  public Tree update() {
    tree = tree.with(path(), VALUE, OWNED);
    return tree;
  }

  /// What ten changes made of a tree.
  @Benchmark
  public void difference(Blackhole hole) {
    tree.difference(changed, new Eater(hole));
  }

  private record Eater(Blackhole hole) implements Tree.DifferenceVisitor {
    @Override
    public void added(NodePath path, Node node) {
      hole.consume(path);
    }

    @Override
    public void removed(NodePath path, Node node) {
      hole.consume(path);
    }

    @Override
    public void changed(NodePath path, Node before, Node after) {
      hole.consume(path);
    }
  }
}
