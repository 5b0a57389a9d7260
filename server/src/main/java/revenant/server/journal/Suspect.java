package revenant.server.journal;

import revenant.api.tree.Bytes;
import revenant.server.engine.Session;
import revenant.server.engine.State;

/// The request that processes died on. Only connections that outlive the process are watched: a
/// socket's request comes back, if at all, under another number.
///
/// @param session whose request it is, or -1 for none
/// @param position where the request ends in its connection's input
/// @param deaths how many processes in a row died while they executed it
record Suspect(long session, long position, long deaths) {
  private static final long DURABLE_SESSION_MAX = 0xffff;
  private static final int DEATHS_MAX = 2;
  private static final int REFUSALS_MAX = 1;

  /// Judges what the last process was doing when it ended, once it is known what it completed. That
  /// is forgotten first: killed before the judgement is kept, a death is not counted, and killed
  /// after it, none is counted twice.
  static Suspect of(Words words, State recovered, boolean diedInRecovery) {
    long session = words.get(AreaLayout.EXECUTING_SESSION) - 1;
    long position = words.get(AreaLayout.EXECUTING_POSITION);
    Suspect before = read(words);
    Suspect now = before;
    if (isUnfinished(recovered, session, position)) {
      boolean isSame = before.session == session && before.position == position;
      now = new Suspect(session, position, isSame ? before.deaths + 1 : 1);
    } else if (!diedInRecovery) {
      now = new Suspect(-1, 0, 0);
    }
    words.set(AreaLayout.EXECUTING_SESSION, 0);
    now.write(words);
    return now;
  }

  /// Nobody is suspected, now and at the next start.
  static Suspect nobody(Words words) {
    Suspect nobody = new Suspect(-1, 0, 0);
    words.set(AreaLayout.EXECUTING_SESSION, 0);
    nobody.write(words);
    return nobody;
  }

  private static Suspect read(Words words) {
    return new Suspect(
        words.get(AreaLayout.SUSPECT_SESSION) - 1,
        words.get(AreaLayout.SUSPECT_POSITION),
        words.get(AreaLayout.SUSPECT_DEATHS));
  }

  /// Killed at any word, nobody is suspected of deaths that were another's.
  private void write(Words words) {
    if (!is(words.get(AreaLayout.SUSPECT_SESSION) - 1, words.get(AreaLayout.SUSPECT_POSITION))) {
      words.set(AreaLayout.SUSPECT_DEATHS, 0);
      words.set(AreaLayout.SUSPECT_SESSION, session + 1);
      words.set(AreaLayout.SUSPECT_POSITION, position);
    }
    words.set(AreaLayout.SUSPECT_DEATHS, deaths);
  }

  private static boolean isUnfinished(State state, long number, long position) {
    Session session = number < 0 ? null : state.sessions().get(number);
    if (session == null) return false;
    Bytes partial = session.partial();
    return position > session.consumed() - partial.length();
  }

  static boolean isWatched(long session) {
    return session <= DURABLE_SESSION_MAX;
  }

  boolean isDeadly(long otherSession, long otherPosition) {
    return deaths >= DEATHS_MAX && is(otherSession, otherPosition);
  }

  boolean isHopeless(long otherSession, long otherPosition) {
    return deaths >= DEATHS_MAX + REFUSALS_MAX && is(otherSession, otherPosition);
  }

  private boolean is(long otherSession, long otherPosition) {
    return session == otherSession && position == otherPosition;
  }
}
