package revenant.server.wire;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permissions;

/// What a client asks for, every field already parsed. The names and fields are those of
/// xenstore.txt.
public sealed interface Request {
  /// A request that is done, in a transaction or not, and then answered.
  sealed interface Plain extends Request {}

  /// A request whose answer says something.
  sealed interface Question extends Plain {}

  /// A request that is answered OK when it is done.
  sealed interface Command extends Plain {}

  /// A command to the daemon.
  ///
  /// @param command the command's name
  /// @param arguments what follows it
  record Control(String command, List<String> arguments) implements Question {}

  /// The names of the children.
  ///
  /// @param path of the node
  record Directory(NodePath path) implements Question {}

  /// A part of the names of the children.
  ///
  /// @param path of the node
  /// @param offset into the list of names, in bytes
  record DirectoryPart(NodePath path, int offset) implements Question {}

  /// The value.
  ///
  /// @param path of the node
  record Read(NodePath path) implements Question {}

  /// The permission list.
  ///
  /// @param place a node or a special event
  record GetPerms(Place place) implements Question {}

  /// Sets the permission list.
  ///
  /// @param place a node or a special event
  /// @param permissions the whole new list
  record SetPerms(Place place, Permissions permissions) implements Command {}

  /// Asks to be told of changes.
  ///
  /// @param place what to watch
  /// @param isRelative whether the client spelled the path relative to its own
  /// @param token the client's own name for the watch
  /// @param depth how many levels below count, or -1 for all
  record Watch(Place place, boolean isRelative, Bytes token, int depth) implements Request {}

  /// Takes a watch back.
  ///
  /// @param place what is watched
  /// @param token the client's own name for the watch
  record Unwatch(Place place, Bytes token) implements Command {}

  /// Begins a transaction.
  record TransactionStart() implements Request {}

  /// Commits or drops a transaction.
  ///
  /// @param isCommit whether to keep what the transaction did
  record TransactionEnd(boolean isCommit) implements Request {}

  /// Connects a domain.
  ///
  /// @param domid the domain
  /// @param gfn the page of its ring
  /// @param port its event channel
  record Introduce(int domid, long gfn, int port) implements Command {}

  /// Disconnects a domain.
  ///
  /// @param domid the domain
  record Release(int domid) implements Request {}

  /// Where a domain's own nodes are.
  ///
  /// @param domid the domain
  record GetDomainPath(int domid) implements Question {}

  /// Sets the value, making the node if it is missing.
  ///
  /// @param path of the node
  /// @param value the new value
  record Write(NodePath path, Bytes value) implements Command {}

  /// Makes the node if it is missing.
  ///
  /// @param path of the node
  record Mkdir(NodePath path) implements Command {}

  /// Removes a node and all below it.
  ///
  /// @param path of the node
  record Rm(NodePath path) implements Command {}

  /// Whether a domain is connected.
  ///
  /// @param domid the domain
  record IsDomainIntroduced(int domid) implements Question {}

  /// Says that a domain that was shut down runs again.
  ///
  /// @param domid the domain
  record Resume(int domid) implements Command {}

  /// Lets a domain act for another.
  ///
  /// @param domid the domain that is given rights
  /// @param target the domain whose rights it is given
  record SetTarget(int domid, int target) implements Command {}

  /// Drops all watches and transactions of the caller.
  record ResetWatches() implements Command {}

  /// What a domain is offered.
  ///
  /// @param domid the domain, or empty for the caller's own
  record GetFeature(OptionalInt domid) implements Question {}

  /// Sets what a domain is offered.
  ///
  /// @param domid the domain
  /// @param bits the features it is to be offered
  record SetFeature(int domid, int bits) implements Command {}

  /// A limit, or the names of all.
  ///
  /// @param domid the domain, or empty for the limits of new domains
  /// @param quota the limit's name, or empty for the list of names
  record GetQuota(OptionalInt domid, Optional<String> quota) implements Question {}

  /// Sets a limit.
  ///
  /// @param domid the domain, or empty for the limits of new domains
  /// @param quota the limit's name
  /// @param value the limit; 0 for none
  record SetQuota(OptionalInt domid, String quota, int value) implements Command {}

  /// A request that breaks the protocol's rules.
  ///
  /// @param errno what it is answered
  record Malformed(Errno errno) implements Request {}
}
