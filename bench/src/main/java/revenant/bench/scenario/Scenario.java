package revenant.bench.scenario;

import java.io.IOException;
import revenant.bench.result.Outcome;
import revenant.bench.subject.Server;
import revenant.bench.subject.Target;

/// Something to measure.
///
/// @param name how it is asked for
/// @param title for the table
/// @param family of what it is a step, with more and more of something; empty if it stands alone
/// @param size how much of that
/// @param pace how often it is measured
/// @param needs what the target must be
/// @param isUsual whether it is measured unless it is said what is
public record Scenario(
    String name,
    String title,
    Group group,
    String family,
    int size,
    Pace pace,
    Needs needs,
    boolean isUsual,
    Work work) {
  /// How often it is measured.
  public enum Pace {
    /// For some time, after a round that warms up.
    TIMED,
    /// A piece of work, each round.
    PIECE,
    /// A piece that takes long: once, after a tenth of it that warms up.
    LONG,
    /// Once, since it takes long.
    ONCE
  }

  /// What a target must be.
  public enum Needs {
    /// Anything with a socket.
    SOCKET,
    /// Domains on rings.
    RINGS,
    /// Domains on rings where there are any, else a socket.
    EITHER,
    /// A daemon of ours that nobody has used.
    FRESH,
    /// Such a one with domains on rings.
    FRESH_RINGS
  }

  /// Whether it is measured in `round`, of which 0 warms up and `last` is the last: there is what
  /// is measured once.
  public boolean isInRound(int round, int last) {
    return switch (pace) {
      case TIMED -> true;
      case PIECE -> round > 0;
      case LONG -> round == 0 || round == last;
      case ONCE -> round == last;
    };
  }

  /// How much of it warms up, where `usual` is measured.
  public Effort toWarmUp(Effort usual) {
    return pace == Pace.LONG ? usual.tenth() : usual.toWarmUp();
  }

  /// Whether it can be measured on a daemon of ours only.
  public boolean isForOurs() {
    return needs == Needs.FRESH || isOnRings();
  }

  /// Whether it starts daemons itself.
  public boolean isFresh() {
    return needs == Needs.FRESH || needs == Needs.FRESH_RINGS;
  }

  /// Whether it is nothing without rings.
  public boolean isOnRings() {
    return needs == Needs.RINGS || needs == Needs.FRESH_RINGS;
  }

  /// The server that it is measured on, unless that is to be a fresh one.
  public Server server(Target target, Effort effort) throws IOException {
    boolean isEither = needs == Needs.EITHER && effort.isWithRings() && target.isOurs();
    return isEither || needs == Needs.RINGS ? target.withRings() : target.server();
  }

  /// Measures.
  public interface Work {
    /// Makes what must be there, measures, and removes what would be in others' way.
    Outcome on(Target target, Effort effort) throws IOException;
  }

  static Scenario timed(String name, String title, Group group, Work work) {
    return new Scenario(name, title, group, "", 0, Pace.TIMED, Needs.SOCKET, true, work);
  }

  static Scenario piece(String name, String title, Group group, Work work) {
    return new Scenario(name, title, group, "", 0, Pace.PIECE, Needs.SOCKET, true, work);
  }

  Scenario paced(Pace how) {
    return new Scenario(name, title, group, family, size, how, needs, isUsual, work);
  }

  Scenario of(String kin, int step) {
    return new Scenario(name, title, group, kin, step, pace, needs, isUsual, work);
  }

  Scenario needing(Needs what) {
    return new Scenario(name, title, group, family, size, pace, what, isUsual, work);
  }

  Scenario onlyIfAsked() {
    return new Scenario(name, title, group, family, size, pace, needs, false, work);
  }
}
