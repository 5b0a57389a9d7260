package revenant.server.journal;

import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;
import revenant.server.engine.Change;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Outgoing;
import revenant.server.engine.Watch;

/// How a [Change] is written: an octet for its kind, then what it holds. A kind that is forgotten
/// here does not compile; the octets never change their meaning within a version of [Records].
final class Steps {
  private static final int PUT = 1;
  private static final int REMOVED = 2;
  private static final int SPECIAL_PERMISSIONS = 3;
  private static final int DOMAIN_SET_WITHOUT_RING = 4; // not written any more
  private static final int DOMAIN_GONE = 5;
  private static final int LIMITS_SET = 6;
  private static final int LOGGING_SET = 7;
  private static final int OPENED = 8;
  private static final int CLOSED = 9;
  private static final int WATCH_SET = 10;
  private static final int WATCH_GONE = 11;
  private static final int RESET = 12;
  private static final int TRANSACTION_OPENED = 13;
  private static final int TRANSACTION_ENDED = 14;
  private static final int SAID = 15;
  private static final int CONSUMED = 16;
  private static final int FRAGMENT = 17;
  private static final int PUBLISHED = 18;
  private static final int DOMAIN_SET = 19;
  private static final int EXPIRED = 20;

  private Steps() {}

  static void encode(Encoder to, Change change) {
    switch (change) {
      case Change.Put(NodePath path, Bytes value, Permissions permissions) -> {
        Values.path(to.octet(PUT), path);
        Values.permissions(to.bytes(value), permissions);
      }
      case Change.Removed(NodePath path) -> Values.path(to.octet(REMOVED), path);
      case Change.SpecialPermissions(String name, Permissions permissions) ->
          Values.permissions(to.octet(SPECIAL_PERMISSIONS).text(name), permissions);
      case Change.DomainSet(Domain domain) -> Values.domain(to.octet(DOMAIN_SET), domain);
      case Change.DomainGone(int domid, boolean isKeepingNodes) ->
          to.octet(DOMAIN_GONE).number(domid).flag(isKeepingNodes);
      case Change.LimitsSet(Limits limits) -> Values.limits(to.octet(LIMITS_SET), limits);
      case Change.LoggingSet(Logging logging) -> Values.logging(to.octet(LOGGING_SET), logging);
      case Change.OfSession ofSession -> encode(to, ofSession);
    }
  }

  private static void encode(Encoder to, Change.OfSession change) {
    switch (change) {
      case Change.Opened opened -> encode(to, opened);
      case Change.Closed(long session) -> to.octet(CLOSED).number(session);
      case Change.WatchSet(Watch watch) -> Values.watch(to.octet(WATCH_SET), watch);
      case Change.WatchGone(long session, Watch.Key key) ->
          to.octet(WATCH_GONE).number(session).text(key.place()).bytes(key.token());
      case Change.Reset(long session) -> to.octet(RESET).number(session);
      case Change.TransactionOpened(long session, int transaction) ->
          to.octet(TRANSACTION_OPENED).number(session).number(transaction);
      case Change.TransactionEnded(long session, int transaction) ->
          to.octet(TRANSACTION_ENDED).number(session).number(transaction);
      case Change.Said(long session, Outgoing packet) ->
          Values.outgoing(to.octet(SAID).number(session), packet);
      case Change.Consumed(long session, long position) ->
          to.octet(CONSUMED).number(session).number(position);
      case Change.Fragment(long session, Bytes bytes) ->
          to.octet(FRAGMENT).number(session).bytes(bytes);
      case Change.Published(long session, long position) ->
          to.octet(PUBLISHED).number(session).number(position);
      case Change.Expired(long session, long position) ->
          to.octet(EXPIRED).number(session).number(position);
    }
  }

  private static void encode(Encoder to, Change.Opened opened) {
    to.octet(OPENED).number(opened.session()).number(opened.domid());
    to.flag(opened.isPrivileged()).flag(opened.isDurable()).text(opened.name());
  }

  static Change decode(Decoder from) {
    int kind = from.octet();
    return switch (kind) {
      case PUT -> new Change.Put(Values.path(from), from.bytes(), Values.permissions(from));
      case REMOVED -> new Change.Removed(Values.path(from));
      case SPECIAL_PERMISSIONS ->
          new Change.SpecialPermissions(from.text(), Values.permissions(from));
      case DOMAIN_SET -> new Change.DomainSet(Values.domain(from, true));
      case DOMAIN_SET_WITHOUT_RING -> new Change.DomainSet(Values.domain(from, false));
      case DOMAIN_GONE -> new Change.DomainGone(from.integer(), from.flag());
      case LIMITS_SET -> new Change.LimitsSet(Values.limits(from));
      case LOGGING_SET -> new Change.LoggingSet(Values.logging(from));
      default -> ofSession(kind, from);
    };
  }

  private static Change ofSession(int kind, Decoder from) {
    return switch (kind) {
      case OPENED ->
          new Change.Opened(from.number(), from.integer(), from.flag(), from.flag(), from.text());
      case CLOSED -> new Change.Closed(from.number());
      case WATCH_SET -> new Change.WatchSet(Values.watch(from));
      case WATCH_GONE ->
          new Change.WatchGone(from.number(), new Watch.Key(from.text(), from.bytes()));
      case RESET -> new Change.Reset(from.number());
      case TRANSACTION_OPENED -> new Change.TransactionOpened(from.number(), from.integer());
      case TRANSACTION_ENDED -> new Change.TransactionEnded(from.number(), from.integer());
      case SAID -> new Change.Said(from.number(), Values.outgoing(from));
      case CONSUMED -> new Change.Consumed(from.number(), from.number());
      case FRAGMENT -> new Change.Fragment(from.number(), from.bytes());
      case PUBLISHED -> new Change.Published(from.number(), from.number());
      case EXPIRED -> new Change.Expired(from.number(), from.number());
      default -> throw new Damage("a change of the unknown kind " + kind);
    };
  }
}
