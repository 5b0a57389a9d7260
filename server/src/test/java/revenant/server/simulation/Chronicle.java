package revenant.server.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.IntConsumer;
import revenant.server.engine.Change;
import revenant.server.engine.Context;
import revenant.server.engine.Domain;
import revenant.server.engine.DomainLife;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Entry;
import revenant.server.journal.Origin;
import revenant.server.wire.Packet;

/// Has the model do what the process did for good, in the order of the records. A request of a
/// socket that changed nothing is in no record; what a turn did of these counts when it is over.
final class Chronicle {
  /// A request that the process executed, until it is known to be for good.
  private record Executed(Client client, long end, boolean isRefused) {}

  private final Model model;
  private final Census census;
  private final Context context;
  private final IntConsumer onRenewal;
  private final Deque<Executed> turn = new ArrayDeque<>();
  private long executed;
  private long expiries;
  private long digest;

  /// @param onRenewal told of a domain whose ring is as new for good
  Chronicle(Model model, Census census, Context context, IntConsumer onRenewal) {
    this.model = model;
    this.census = census;
    this.context = context;
    this.onRenewal = onRenewal;
  }

  /// How many requests were executed for good.
  long executed() {
    return executed;
  }

  /// How often events were left out because nobody took them.
  long expiries() {
    return expiries;
  }

  /// A number that two runs share if they executed the same.
  long digest() {
    return digest;
  }

  /// The process executes a request, or refuses it.
  void executing(Client client, long end, boolean isRefused) {
    turn.add(new Executed(client, end, isRefused));
    census.ask(true);
  }

  /// The process died.
  void forget() {
    turn.clear();
    census.forget();
  }

  /// What was executed in this turn and is in no record did not change anything.
  void endTurn() {
    while (!turn.isEmpty()) execute(turn.remove());
    census.ask(false);
  }

  private void execute(Executed request) {
    Client client = request.client();
    Packet packet = client.executed(request.end());
    digest = digest * 31 + packet.hashCode() + client.session();
    executed++;
    model.execute(
        client.session(), packet, request.end(), request.isRefused(), told(request, packet));
  }

  private Context told(Executed request, Packet packet) {
    if (request.isRefused()) return context;
    Session session = model.state().session(request.client().session());
    return new Context(0, census.told(session, packet), context.admits(), false);
  }

  /// Has the model do what a record holds, which led the process to `after`.
  void follow(Entry entry, State after) {
    Origin origin = entry.origin();
    String what = origin.what().toString();
    if (!origin.who().equals("server")) executeTo(origin);
    else if (what.endsWith(" died")) model.decide(origin.domid(), DomainLife::died);
    else if (what.endsWith(" shut down")) model.decide(origin.domid(), DomainLife::shutDown);
    else if (what.endsWith(" reconnected")) model.decide(origin.domid(), DomainLife::reset);
    else if (what.contains(" stopped, error ")) stopped(origin);
    else for (Change change : entry.changes()) follow(change, after);
  }

  private void executeTo(Origin origin) {
    boolean isThere = false;
    while (!isThere) {
      Executed next = turn.poll();
      if (next == null) throw new AssertionError("record: of what was not asked, " + origin);
      Packet packet = next.client().request(next.end());
      isThere =
          name(next.client().session()).equals(origin.who())
              && packet.requestId() == origin.requestId()
              && packet.transactionId() == origin.transaction();
      execute(next);
    }
  }

  /// The name of a connection.
  static String name(long session) {
    return (session < Town.FIRST_SOCKET ? "domain " : "socket ") + session;
  }

  private void stopped(Origin origin) {
    String what = origin.what().toString();
    int error = Integer.parseInt(what.substring(what.lastIndexOf(' ') + 1));
    model.decide(
        origin.domid(), (state, domid, told) -> DomainLife.stopped(state, domid, error, told));
  }

  private void follow(Change change, State after) {
    switch (change) {
      case Change.DomainSet(Domain domain) -> {
        model.decide(domain.domid(), DomainLife::resetDone);
        onRenewal.accept(domain.domid());
      }
      case Change.Fragment fragment -> model.taken(fragment);
      case Change.Expired expired -> {
        expiries++;
        Session session = after.sessions().get(expired.session());
        if (session != null) model.expired(expired, session.outbox().published());
      }
      default -> {}
    }
  }
}
