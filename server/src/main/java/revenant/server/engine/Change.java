package revenant.server.engine;

import java.util.List;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;

/// One step from a state to the next. What a request did is a list of these; the journal keeps
/// them, and recovery takes the same steps again, so that there is one way by which state comes
/// about: [State#with(Change)].
public sealed interface Change {
  /// A change of what belongs to one connection. It is kept only if that connection outlives the
  /// process.
  sealed interface OfSession extends Change {
    /// The session's number.
    long session();
  }

  /// A node has this value and these permissions; what is below it stays. Its parent exists.
  ///
  /// @param path of the node
  /// @param value its value
  /// @param permissions its permissions
  record Put(NodePath path, Bytes value, Permissions permissions) implements Change {}

  /// A node and all below it is gone.
  ///
  /// @param path of the node
  record Removed(NodePath path) implements Change {}

  /// A special event has these permissions.
  ///
  /// @param name with the `@`
  /// @param permissions who may be told
  record SpecialPermissions(String name, Permissions permissions) implements Change {}

  /// This is what is known of a domain now.
  ///
  /// @param domain the whole record
  record DomainSet(Domain domain) implements Change {}

  /// A domain is dead: all that it owned or that named it goes, and so does its connection.
  ///
  /// @param domid the domain
  /// @param isKeepingNodes whether its nodes stay, given to the control domain (`-K`)
  record DomainGone(int domid, boolean isKeepingNodes) implements Change {}

  /// The limits of all domains that have none of their own.
  ///
  /// @param limits all of them
  record LimitsSet(Limits limits) implements Change {}

  /// What is logged, and where.
  ///
  /// @param logging the whole setting
  record LoggingSet(Logging logging) implements Change {}

  /// A connection begins.
  ///
  /// @param session its number
  /// @param domid whom it speaks for
  /// @param isPrivileged whether it may do everything
  /// @param isDurable whether it outlives the process
  /// @param name for logs
  record Opened(long session, int domid, boolean isPrivileged, boolean isDurable, String name)
      implements OfSession {}

  /// A connection ended; its watches and transactions go with it.
  ///
  /// @param session its number
  record Closed(long session) implements OfSession {}

  /// A watch is set.
  ///
  /// @param watch the watch
  record WatchSet(Watch watch) implements OfSession {
    @Override
    public long session() {
      return watch.session();
    }
  }

  /// A watch is taken back.
  ///
  /// @param session whose
  /// @param key which
  record WatchGone(long session, Watch.Key key) implements OfSession {}

  /// All watches and transactions of a connection are gone.
  ///
  /// @param session whose
  record Reset(long session) implements OfSession {}

  /// A transaction began. What it does is not a change before it commits.
  ///
  /// @param session whose
  /// @param transaction its id
  record TransactionOpened(long session, int transaction) implements OfSession {}

  /// A transaction ended, however.
  ///
  /// @param session whose
  /// @param transaction its id
  record TransactionEnded(long session, int transaction) implements OfSession {}

  /// Output was added for a client.
  ///
  /// @param session whose
  /// @param packet the reply or event
  record Said(long session, Outgoing packet) implements OfSession {}

  /// Input was executed.
  ///
  /// @param session whose
  /// @param position the stream position after it
  record Consumed(long session, long position) implements OfSession {}

  /// Input was taken that is not a whole packet yet.
  ///
  /// @param session whose
  /// @param bytes what was taken
  record Fragment(long session, Bytes bytes) implements OfSession {}

  /// The client has been given output.
  ///
  /// @param session whose
  /// @param position the stream position before which all was given
  record Published(long session, long position) implements OfSession {}

  /// Events were not taken for too long, and are left out.
  ///
  /// @param session whose
  /// @param position the stream position before which they begin; what was given in part stays
  record Expired(long session, long position) implements OfSession {}

  /// Whether it must be there after the process died.
  ///
  /// @param state the state in which it happened
  default boolean isDurable(State state) {
    if (!(this instanceof OfSession change)) return true;
    Session session = state.sessions().get(change.session());
    return session != null && session.isDurable();
  }

  /// The state after all of `changes`.
  static State all(State state, List<Change> changes) {
    State after = state;
    for (Change change : changes) after = after.with(change);
    return after;
  }
}
