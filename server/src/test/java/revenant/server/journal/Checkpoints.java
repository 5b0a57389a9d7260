package revenant.server.journal;

import revenant.server.engine.State;

/// What a checkpoint keeps of a state, for tests of other packages.
public final class Checkpoints {
  private Checkpoints() {}

  /// The state that a recovery reads from a checkpoint of `state`.
  public static State kept(State state) {
    return StateTree.state(StateTree.of(state));
  }
}
