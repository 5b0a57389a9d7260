package revenant.server.simulation;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.server.engine.Session;
import revenant.server.journal.Choices;

/// A client on a ring. It and its page outlive the process.
final class Guest extends Client {
  private final Peer peer;
  private final Page page;
  private final Consumer<Client> notify;
  private @Nullable Link link;
  private long given;
  private int told;
  private boolean isDeaf;
  private boolean isMute;

  Guest(Choices choices, Script script, int requests, Session session, Consumer<Client> notify) {
    this(choices, script, requests, session, page(session), notify);
  }

  /// @param session where its streams stand
  Guest(
      Choices choices,
      Script script,
      int requests,
      Session session,
      Page page,
      Consumer<Client> notify) {
    super(choices, script, requests, session.consumed());
    int domid = session.domid();
    this.peer = new Peer(domid, session.isPrivileged(), true, session.name());
    this.notify = notify;
    this.page = page;
    given = session.outbox().published();
    told = page.requestProducer;
  }

  /// A page on which the session stands where it does.
  static Page page(Session session) {
    return new Page((int) session.consumed(), (int) session.outbox().published());
  }

  Link attach(Fate fate, Oracles oracles) {
    Link attached = new RingLink(page, peer, fate, oracles, () -> notify.accept(this));
    link = attached;
    return attached;
  }

  void detach() {
    link = null;
  }

  @Override
  long session() {
    return peer.domid();
  }

  @Override
  @Nullable Link link() {
    return link;
  }

  void replace(Link other) {
    link = other;
  }

  @Override
  long given() {
    given += Integer.toUnsignedLong(page.responseProducer - (int) given);
    return given;
  }

  @Override
  int room() {
    return Page.SIZE - (page.requestProducer - page.requestConsumer);
  }

  @Override
  void put(byte octet) {
    page.requests[Page.at(page.requestProducer++)] = octet;
  }

  @Override
  int waiting() {
    int waiting = page.responseProducer - page.responseConsumer;
    Oracles.check(
        waiting >= 0 && waiting <= Page.SIZE, "cursors: rsp_prod is " + waiting + " ahead");
    return waiting;
  }

  @Override
  byte take() {
    return page.responses[Page.at(page.responseConsumer++)];
  }

  @Override
  void act() {
    if (page.isNotified) {
      page.isNotified = false;
      isDeaf = false;
      isMute = false;
    }
    super.act();
  }

  /// As a kernel, it sleeps until there is an event.
  @Override
  void heardAll() {
    isDeaf = true;
  }

  @Override
  void foundNoRoom() {
    isMute = true;
  }

  @Override
  boolean isDeaf() {
    return isDeaf;
  }

  @Override
  boolean isMute() {
    return isMute;
  }

  /// Now and then it gives a number twice.
  @Override
  int requestId(int count) {
    return choices.oneIn(10) ? 7 : super.requestId(count);
  }

  Page page() {
    return page;
  }

  @Override
  boolean isFull() {
    return waiting() == Page.SIZE;
  }

  /// Notifies no more often than a kernel does: of input when all before it had been taken.
  @Override
  void stored(boolean wasPut, boolean wasFull) {
    boolean isNews = wasPut && page.requestConsumer - told >= 0;
    if (isNews || wasFull) notify.accept(this);
    told = page.requestProducer;
  }
}
