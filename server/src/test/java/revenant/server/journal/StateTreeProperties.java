package revenant.server.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static revenant.server.journal.Same.assertSame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import revenant.api.store.Checkpoint;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;
import revenant.server.engine.Change;
import revenant.server.engine.Limits;
import revenant.server.engine.State;

final class StateTreeProperties {
  static LongStream seeds() {
    return Choices.seeds(60);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void step_by_step_it_is_the_same_as_at_once_and_leads_back(long seed) {
    Choices choices = new Choices(seed);
    RandomLife life = new RandomLife(choices);
    StateTree trees = new StateTree();
    State state = State.initial(Limits.STANDARD);
    for (int i = 0; i < 60; i++) {
      for (Entry entry : life.turn(state)) state = Change.all(state, entry.changes());
      if (choices.oneIn(3)) continue;
      Tree tree = trees.next(state);
      assertThat(tree).as("step %d", i).isEqualTo(StateTree.of(state));
      assertSame(StateTree.state(tree), state, "step " + i);
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void it_goes_on_from_a_loaded_checkpoint(long seed) {
    RandomLife life = new RandomLife(new Choices(seed));
    State state = State.initial(Limits.STANDARD);
    for (int i = 0; i < 20; i++)
      for (Entry entry : life.turn(state)) state = Change.all(state, entry.changes());
    Tree tree = StateTree.of(state);
    State loaded = StateTree.state(tree);
    StateTree trees = new StateTree(loaded, tree);
    for (Entry entry : life.turn(loaded)) loaded = Change.all(loaded, entry.changes());
    assertThat(trees.next(loaded)).isEqualTo(StateTree.of(loaded));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void as_bytes_it_takes_no_more_than_its_nodes_say_and_leads_back(long seed) throws IOException {
    RandomLife life = new RandomLife(new Choices(seed));
    State state = State.initial(Limits.STANDARD);
    for (int i = 0; i < 30; i++)
      for (Entry entry : life.turn(state)) state = Change.all(state, entry.changes());
    Tree tree = StateTree.of(state);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Trees.encode(new Encoder(), tree, piece -> Channels.newChannel(bytes).write(piece));
    assertThat((long) bytes.size()).isLessThanOrEqualTo(tree.root().bytes());
    assertThat(Trees.decode(new Decoder(bytes.toByteArray()))).isEqualTo(tree);
  }

  @Test
  void the_clients_tree_is_shared() {
    State state = State.initial(Limits.STANDARD);
    assertThat(StateTree.of(state).root().child(Checkpoint.STORE)).isSameAs(state.tree().root());
  }

  @Test
  void a_cursor_changes_only_what_is_hidden() {
    State state =
        State.initial(Limits.STANDARD).with(new Change.Opened(3, 3, false, true, "domain 3"));
    StateTree trees = new StateTree();
    Node before = trees.next(state).root();
    Node after = trees.next(state.with(new Change.Consumed(3, 16))).root();
    assertThat(after.withoutChild(Checkpoint.HIDDEN))
        .isEqualTo(before.withoutChild(Checkpoint.HIDDEN));
    assertThat(after.child(Checkpoint.HIDDEN)).isNotEqualTo(before.child(Checkpoint.HIDDEN));
  }

  @Test
  void people_can_read_a_watch() {
    RandomChanges changes = new RandomChanges(new Choices(7));
    State state =
        State.initial(Limits.STANDARD).with(new Change.Opened(3, 3, false, true, "domain 3"));
    while (state.nextWatch() == 0) {
      revenant.server.engine.Watch watch = changes.watch();
      if (watch.session() == 3) state = state.with(new Change.WatchSet(watch));
    }
    List<String> lines =
        StateTree.of(state)
            .find(NodePath.of("/sessions/3/watches/" + (state.nextWatch() - 1)))
            .orElseThrow()
            .value()
            .text()
            .lines()
            .toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.getFirst()).startsWith("place=");
  }
}
