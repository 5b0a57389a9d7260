package revenant.server;

import revenant.api.transport.Link;

/// A link and the session it carries.
final class Client {
  private final Link link;
  private final long session;
  private boolean isTouched;

  Client(Link link, long session) {
    this.link = link;
    this.session = session;
  }

  Link link() {
    return link;
  }

  long session() {
    return session;
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
