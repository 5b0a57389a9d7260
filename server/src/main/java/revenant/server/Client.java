package revenant.server;

import revenant.api.transport.Link;

/// A link and the session it carries.
final class Client {
  private final Link link;
  private final long session;
  private final boolean isRing;
  private boolean isTouched;
  private boolean isOpen = true;

  Client(Link link, long session) {
    this.link = link;
    this.session = session;
    this.isRing = link.peer().isDurable();
  }

  Link link() {
    return link;
  }

  long session() {
    return session;
  }

  /// Whether it is connected by a ring, whose session outlives the process.
  boolean isRing() {
    return isRing;
  }

  /// Whether its bytes may be moved. The link of a ring may be stopped, or about to begin anew, and
  /// its session be carried by another link already.
  boolean isOpen() {
    return isOpen;
  }

  void open() {
    isOpen = true;
  }

  void shut() {
    isOpen = false;
  }

  /// Notes that there is something to publish; answers whether that is news.
  boolean touch() {
    if (isTouched) return false;
    isTouched = true;
    return true;
  }

  void untouch() {
    isTouched = false;
  }
}
