package revenant.server.simulation;

import org.jspecify.annotations.Nullable;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// A guest: counts in a node of its own, watches it, and now and then connects anew or writes
/// nonsense. Of its answers it knows what they must be; of its watches that those of a connection
/// before must not fire, and that its own must.
final class Tenant {
  private enum Mood {
    OFF,
    TALKING,
    LYING,
    RECONNECTING
  }

  private static final int BAD_INDICES = 2;
  private static final int BAD_PACKET = 3;

  private final Choices choices;
  private final int domid;
  private final Page page;
  private final Runnable notify;
  private Mood mood = Mood.OFF;
  private @Nullable Talker talker;
  private RequestType asked = RequestType.ERROR;
  private boolean isPaused;
  private boolean isWaiting;
  private boolean isWatching;
  private boolean wasTold;
  private int epoch;
  private int number;
  private int error;
  private int answers;

  Tenant(Choices choices, int domid, Page page, Runnable notify) {
    this.choices = choices;
    this.domid = domid;
    this.page = page;
    this.notify = notify;
  }

  /// It runs, with a ring as new.
  void begin() {
    page.isLying = false;
    talker = new Talker(choices, page);
    mood = Mood.TALKING;
    isWaiting = false;
    isWatching = false;
    asked = RequestType.ERROR;
    epoch++;
  }

  /// It does not run any more, and nobody relies on its ring.
  void end() {
    mood = Mood.OFF;
    page.isInUse = false;
  }

  /// Whether it runs, and has a ring that can be used.
  boolean isWell() {
    return mood == Mood.TALKING;
  }

  int answers() {
    return answers;
  }

  /// It goes on, or stands still, with all it has.
  void pause(boolean paused) {
    isPaused = paused;
  }

  void act() {
    if (isPaused) return;
    switch (mood) {
      case OFF -> {}
      case TALKING -> talk(talker());
      case LYING -> lie();
      case RECONNECTING -> reconnect();
    }
  }

  private Talker talker() {
    if (talker == null) throw new IllegalStateException("not begun");
    return talker;
  }

  private void talk(Talker with) {
    if (!isWaiting) ask(with);
    if (mood != Mood.TALKING) return;
    if (with.act()) notify.run();
    for (Packet packet = with.hear(); packet != null; packet = with.hear()) hear(packet);
  }

  private void ask(Talker with) {
    if (choices.oneIn(30)) askForReset();
    else if (choices.oneIn(60)) beginLying(with);
    else if (!isWatching) ask(with, RequestType.WATCH, "n", "epoch" + epoch);
    else if (asked == RequestType.WRITE) ask(with, RequestType.READ, "n");
    else write(with);
  }

  private void write(Talker with) {
    wasTold = false;
    with.ask(RequestType.WRITE, "n", Integer.toString(++number));
    asked = RequestType.WRITE;
    isWaiting = true;
  }

  private void ask(Talker with, RequestType type, String... strings) {
    with.ask(type, strings);
    asked = type;
    isWaiting = true;
  }

  private void hear(Packet packet) {
    String text = Talker.text(packet);
    if (Talker.isEvent(packet)) {
      Oracles.check(text.equals("n epoch" + epoch), "reset: an old watch fires: " + text);
      wasTold = true;
      return;
    }
    Oracles.check(isWaiting && packet.type() == asked.number(), "answers: " + text);
    isWaiting = false;
    answers++;
    if (asked == RequestType.WATCH) isWatching = true;
    if (asked == RequestType.WRITE) Oracles.check(wasTold, "events: a watch does not fire");
    if (asked == RequestType.READ)
      Oracles.check(
          packet.payload().text().equals(number + "\0"), "answers: another number: " + text);
  }

  private void askForReset() {
    page.isInUse = false;
    page.isLying = true;
    page.connection = 1;
    if (choices.flag()) page.requestProducer = (int) choices.any();
    mood = Mood.RECONNECTING;
    notify.run();
  }

  private void reconnect() {
    if (page.connection == 1) return;
    begin();
  }

  private void beginLying(Talker with) {
    if (with.isTalking()) return;
    page.isLying = true;
    if (choices.flag()) {
      error = BAD_INDICES;
      page.requestProducer = page.requestConsumer + Page.SIZE + 1 + choices.below(1 << 30);
    } else {
      error = BAD_PACKET;
      for (int i = 0; i < Packet.HEADER; i++)
        page.requests[Page.at(page.requestProducer + i)] = (byte) 0x7f;
      page.requestProducer += Packet.HEADER;
    }
    page.isInUse = false;
    mood = Mood.LYING;
    notify.run();
  }

  /// It waits until it is told that it was found out, and then asks for a fresh connection.
  private void lie() {
    if (page.error == 0) return;
    Oracles.check(page.error == error, "error: " + page.error + " instead of " + error);
    if (choices.oneIn(4)) askForReset();
  }

  @Override
  public String toString() {
    return "tenant " + domid + " " + mood + " " + asked + (isWaiting ? " asked" : " answered");
  }
}
