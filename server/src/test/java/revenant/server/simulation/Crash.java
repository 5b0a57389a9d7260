package revenant.server.simulation;

/// The simulated process is dead: what it had in memory is gone.
public final class Crash extends Error {
  private static final long serialVersionUID = 1;

  Crash(long moment) {
    super("at moment " + moment, null, false, false);
  }
}
