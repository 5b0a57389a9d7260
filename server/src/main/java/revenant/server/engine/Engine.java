package revenant.server.engine;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.collections.impl.factory.Lists;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.server.wire.Errno;
import revenant.server.wire.Packet;
import revenant.server.wire.Place;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;
import revenant.server.wire.Requests;

/// Decides what a request does: a pure function from a state and a packet to an [Outcome].
public final class Engine {
  /// How many requests of a transaction are told in history.
  private static final int LINES_MAX = 64;

  private static final Bytes OK = Bytes.of("OK\0");

  private Engine() {}

  /// Executes one packet of `sessionId`'s input, which ends at stream position `position`. Whatever
  /// the packet holds there is an outcome: an error is a reply.
  public static Outcome handle(
      State state, long sessionId, Packet packet, long position, Context context) {
    Execution execution = new Execution(state, sessionId, context);
    execution.consume(position);
    execution.secure();
    RequestType type = RequestType.of(packet.type());
    Description what = Description.NONE;
    try {
      if (type == null) throw new Refusal(Errno.ENOSYS);
      if (type.isPrivileged() && !execution.session().isPrivileged())
        throw new Refusal(Errno.EACCES);
      what = execute(execution, type, packet);
      if (execution.isTooLarge()) throw new Refusal(Errno.ENOSPC);
    } catch (Refusal refusal) {
      execution.rollBack();
      execution.refuse(packet, refusal.errno());
    }
    return execution.outcome(what);
  }

  /// Answers a packet with EIO without executing it: executing it has killed the server before.
  public static Outcome refuse(
      State state, long sessionId, Packet packet, long position, Context context) {
    Execution execution = new Execution(state, sessionId, context);
    execution.consume(position);
    execution.refuse(packet, Errno.EIO);
    return execution.outcome(Description.NONE);
  }

  /// Whether requests of the session are executed now, or left where they are until it has taken
  /// what it was sent (the limits `outstanding` and `memory`).
  public static boolean isServed(State state, Session session) {
    if (session.isPrivileged()) return true;
    Limits limits = state.limitsOf(session.domid());
    return !limits.forbids(Quota.OUTSTANDING, session.outbox().packets().size() + 1L)
        && !limits.forbids(Quota.MEMORY, memory(state, session));
  }

  /// What a session and the nodes of its domain take, in bytes.
  public static long memory(State state, Session session) {
    return session.bytes() + state.usageOf(session.domid()).bytes();
  }

  private static Description execute(Execution execution, RequestType type, Packet packet) {
    int id = type.ignoresTransaction() ? 0 : packet.transactionId();
    Session session = execution.session();
    if (id != 0 && !session.transactions().contains(id)) throw new Refusal(Errno.ENOENT);
    Request request = Requests.parse(type, packet.payload(), DomainPath.of(session.domid()));
    return switch (request) {
      case Request.Malformed(Errno errno) -> throw new Refusal(errno);
      case Request.TransactionStart() -> {
        int started = Transactions.start(execution, id);
        execution.reply(packet, text(Integer.toUnsignedString(started)));
        yield Description.NONE;
      }
      case Request.TransactionEnd(boolean isCommit) -> end(execution, packet, id, isCommit);
      case Request.Watch watch -> {
        Watching.watch(execution, packet, watch);
        yield new Description(type.name(), watch.place().toString());
      }
      case Request.Release(int domid) -> {
        DomainRequests.checkConnected(execution, domid);
        execution.reply(packet, OK);
        DomainRequests.bury(execution, domid);
        yield new Description(type.name(), Integer.toString(domid));
      }
      case Request.Plain plain -> {
        execution.reply(packet, answer(execution, id, plain));
        yield what(type, plain);
      }
    };
  }

  private static Description end(Execution execution, Packet packet, int id, boolean isCommit) {
    Transaction ended = execution.session().transactions().get(id);
    Transactions.end(execution, id, isCommit);
    execution.reply(packet, OK);
    return ended == null || !isCommit ? Description.NONE : what(ended);
  }

  private static Bytes answer(Execution execution, int id, Request.Plain request) {
    Transaction open = id == 0 ? null : execution.session().transactions().get(id);
    return open == null
        ? answer(execution, new View.Live(execution), request)
        : inTransaction(execution, id, open, request);
  }

  private static Bytes inTransaction(
      Execution execution, int id, Transaction transaction, Request.Plain request) {
    View.Open view = new View.Open(execution, id, transaction);
    try {
      Bytes answer = answer(execution, view, request);
      view.close(false);
      return answer;
    } catch (Refusal refusal) {
      execution.rollBack();
      view.close(refusal.errno() == Errno.ENOSPC);
      execution.secure();
      throw refusal;
    }
  }

  /// Does what is the same in a transaction and out of one; answers what the reply says.
  private static Bytes answer(Execution execution, View view, Request.Plain request) {
    Nodes nodes = new Nodes(execution, view);
    return switch (request) {
      case Request.Question question -> answer(execution, nodes, question);
      case Request.Command command -> {
        act(execution, nodes, command);
        yield OK;
      }
    };
  }

  private static Bytes answer(Execution execution, Nodes nodes, Request.Question question) {
    return switch (question) {
      case Request.Read(NodePath path) -> nodes.read(path);
      case Request.Directory(NodePath path) -> nodes.directory(path);
      case Request.DirectoryPart(NodePath path, int offset) -> nodes.directoryPart(path, offset);
      case Request.GetPerms(Place place) -> list(permissions(execution, nodes, place));
      case Request.GetDomainPath(int domid) -> text(DomainPath.of(domid));
      case Request.IsDomainIntroduced(int domid) ->
          text(DomainRequests.isIntroduced(execution, domid) ? "T" : "F");
      case Request.GetFeature get ->
          text(Integer.toString(DomainRequests.features(execution, get.domid())));
      case Request.GetQuota get -> text(DomainRequests.quota(execution, get));
      case Request.Control control -> text(Controls.answer(execution, control));
    };
  }

  private static void act(Execution execution, Nodes nodes, Request.Command command) {
    switch (command) {
      case Request.Write(NodePath path, Bytes value) -> nodes.write(path, value);
      case Request.Mkdir(NodePath path) -> nodes.mkdir(path);
      case Request.Rm(NodePath path) -> nodes.rm(path);
      case Request.SetPerms(Place place, Permissions permissions) ->
          setPermissions(execution, nodes, place, permissions);
      case Request.Unwatch unwatch -> Watching.unwatch(execution, unwatch);
      case Request.ResetWatches() -> execution.apply(new Change.Reset(execution.session().id()));
      case Request.Introduce introduce -> DomainRequests.introduce(execution, introduce);
      case Request.Resume(int domid) -> DomainRequests.resume(execution, domid);
      case Request.SetTarget target -> DomainRequests.setTarget(execution, target);
      case Request.SetFeature feature -> DomainRequests.setFeatures(execution, feature);
      case Request.SetQuota quota -> DomainRequests.setQuota(execution, quota);
    }
  }

  private static Permissions permissions(Execution execution, Nodes nodes, Place place) {
    return switch (place) {
      case Place.At(NodePath path) -> nodes.permissions(path);
      case Place.Special(String name) -> special(execution, name, Caller.READ);
    };
  }

  private static Permissions special(Execution execution, String name, int needed) {
    Permissions permissions = execution.state().specials().get(name);
    boolean isPrivileged = execution.caller().isPrivileged();
    if (permissions == null) throw new Refusal(isPrivileged ? Errno.ENOENT : Errno.EACCES);
    if ((execution.caller().access(permissions) & needed) != needed)
      throw new Refusal(Errno.EACCES);
    return permissions;
  }

  private static void setPermissions(
      Execution execution, Nodes nodes, Place place, Permissions asked) {
    boolean isTooMany =
        !execution.caller().isPrivileged()
            && execution.limits().forbids(Quota.NODE_PERMISSIONS, asked.entries().size());
    if (isTooMany) throw new Refusal(Errno.ENOSPC);
    Permissions permissions = ofTheLiving(execution, asked);
    switch (place) {
      case Place.At(NodePath path) -> nodes.setPermissions(path, permissions);
      case Place.Special(String name) -> {
        Permissions old = special(execution, name, Caller.WRITE | Caller.OWNER);
        boolean isOwnerKept = old.owner() == permissions.owner();
        if (!execution.caller().isPrivileged() && !isOwnerKept) throw new Refusal(Errno.EPERM);
        execution.apply(new Change.SpecialPermissions(name, permissions));
        Events.specialPermissions(execution, name, old);
      }
    }
  }

  /// The entries of domains that are there: the owner must be, and an entry for a domid that no
  /// domain has would be for whichever domain gets it later (XSA-322).
  private static Permissions ofTheLiving(Execution execution, Permissions asked) {
    List<Permission> living = new ArrayList<>();
    for (Permission entry : asked.entries()) {
      // Asked once each: a domain may die meanwhile, and a list must not be left without an owner.
      if (isThere(execution, entry.domid())) living.add(entry);
      else if (living.isEmpty()) throw new Refusal(Errno.ENOENT);
    }
    return living.size() == asked.entries().size()
        ? asked
        : new Permissions(Lists.immutable.withAll(living));
  }

  private static boolean isThere(Execution execution, int domid) {
    if (domid == State.ANY_DOMAIN) {
      int features = execution.state().domain(execution.session().domid()).features();
      return (features & Features.DOMID_ANY) != 0;
    }
    return domid == State.CONTROL_DOMAIN || DomainRequests.mayBeNamed(execution, domid);
  }

  private static Bytes text(String text) {
    return Bytes.of(text + "\0");
  }

  private static Bytes list(Permissions permissions) {
    return text(permissions.entries().makeString("\0"));
  }

  private static Description what(RequestType type, Request.Plain request) {
    return switch (request) {
      case Request.Write(NodePath path, Bytes value) -> Description.of(type.name(), path);
      case Request.Mkdir(NodePath path) -> Description.of(type.name(), path);
      case Request.Rm(NodePath path) -> Description.of(type.name(), path);
      case Request.SetPerms(Place place, Permissions permissions) ->
          new Description(type.name(), place + " " + permissions);
      case Request.Introduce introduce ->
          new Description(type.name(), Integer.toString(introduce.domid()));
      case Request.Command command -> Description.of(type.name());
      case Request.Question question -> Description.of(type.name());
    };
  }

  private static Description what(Transaction transaction) {
    List<Description> lines = new ArrayList<>();
    for (Edit edit : transaction.deeds())
      if (edit.isTold() && lines.size() < LINES_MAX) lines.add(what(edit));
    return lines.size() == 1
        ? lines.getFirst()
        : Description.of(lines.stream().map(Description::toString).collect(joining("\n")));
  }

  private static Description what(Edit edit) {
    return switch (edit) {
      case Edit.SetValue(NodePath path, Bytes value) ->
          Description.of(RequestType.WRITE.name(), path);
      case Edit.Create create -> Description.of(made(create).name(), create.path());
      case Edit.SetPermissions(NodePath path, Permissions permissions) ->
          new Description(RequestType.SET_PERMS.name(), path + " " + permissions);
      case Edit.Remove(NodePath path) -> Description.of(RequestType.RM.name(), path);
    };
  }

  private static RequestType made(Edit.Create create) {
    return create.value().length() == 0 ? RequestType.MKDIR : RequestType.WRITE;
  }
}
