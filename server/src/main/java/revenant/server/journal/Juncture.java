package revenant.server.journal;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// A step between two others, at which a test has the process die, or rest so that a kill falls
/// into it. `-Drevenant.at.NAME=die:COUNT` kills it when it comes there for the COUNTth time,
/// `-Drevenant.at.NAME=rest:MILLIS` keeps it there each time; NAME is that of the constant, such as
/// `before-record`. Without these properties it does nothing, at no cost.
public enum Juncture {
  /// A turn was executed, and nothing of it is durable.
  BEFORE_RECORD,
  /// It is durable, and nobody was told.
  AFTER_RECORD,
  /// A client was given its output, and its input is not let go of.
  PUBLISHED,
  /// Its input is let go of; others are not told yet.
  CONSUMED,
  /// The journal's segment is full.
  SEGMENT_CHANGE,
  /// The store is to save a checkpoint.
  CHECKPOINT,
  /// It has, and that is not noted.
  CHECKPOINT_SAVED,
  /// The store is to be loaded, mostly while guests are served.
  STORE_LOAD,
  /// The area is open, and nothing was read.
  RECOVERY,
  /// All was read, and that is not noted.
  RECOVERED,
  /// A ring is connected to after a start, others are not.
  ATTACHED,
  /// It is durable that a ring begins anew, which is as it was.
  RESET_DECIDED,
  /// The ring is as new, which is not durable.
  RESET_IN_PAGE,
  /// It is durable that the ring is as new, and its domain was not told.
  RESET_RECORDED;

  /// The exit status of a process that died at one.
  public static final int DIED = 86;

  private static final String DIE = "die:";
  private static final String REST = "rest:";

  /// Of the one at which the process is to die.
  private static final AtomicInteger VISITS = new AtomicInteger();

  private final boolean isMeant;
  private final int restMillis;
  private final int lastVisit;

  Juncture() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', '-');
    String what = System.getProperty("revenant.at." + name, "");
    isMeant = !what.isEmpty();
    restMillis = number(what, REST);
    lastVisit = number(what, DIE);
  }

  private static int number(String what, String prefix) {
    return what.startsWith(prefix) ? Integer.parseInt(what.substring(prefix.length())) : 0;
  }

  /// The process is there.
  public void here() {
    if (isMeant) act();
  }

  private void act() {
    if (restMillis > 0) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(restMillis));
    if (lastVisit > 0 && VISITS.incrementAndGet() == lastVisit) Runtime.getRuntime().halt(DIED);
  }
}
