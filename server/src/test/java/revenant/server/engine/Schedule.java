package revenant.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import revenant.api.tree.Bytes;
import revenant.server.journal.Choices;
import revenant.server.wire.Packet;
import revenant.server.wire.RequestType;

/// Several clients at once, in and out of transactions, beside a model that knows no transactions:
/// it is asked each request when it happens, and those of a transaction one after another at its
/// commit. Both must answer the same and end with the same tree.
final class Schedule {
  /// A request and what it was answered.
  record Exchange(RequestType type, String payload, Packet reply) {}

  /// An open transaction and what was said in it.
  ///
  /// @param lives how often the server had been started when it began
  record Open(Client inside, List<Exchange> said, int lives) {}

  /// A client, and the same one in the model.
  static final class Actor {
    Client real;
    final Client model;
    final boolean isSocket;
    final List<Open> open = new ArrayList<>();

    Actor(Client real, Client model, boolean isSocket) {
      this.real = real;
      this.model = model;
      this.isSocket = isSocket;
    }
  }

  /// What clients may ask.
  interface Requests {
    /// A request, `isInside` a transaction or not.
    Exchange draw(Choices choices, boolean isInside);
  }

  private static final Packet NONE = new Packet(0, 0, 0, Bytes.EMPTY);
  private static final int OPEN_MAX = 3;

  final List<Actor> actors = new ArrayList<>();
  int commits;
  int conflicts;
  int needless;
  boolean isCrashing;
  private int lives = 1;
  private final Store store = Store.unlimited();
  private final Store model = Store.unlimited();
  private final Choices choices;
  private final Requests requests;

  Schedule(Choices choices, Requests requests) {
    this.choices = choices;
    this.requests = requests;
  }

  static Exchange request(RequestType type, String payload) {
    return new Exchange(type, payload, NONE);
  }

  void socket() {
    actors.add(new Actor(store.socket(), model.socket(), true));
  }

  void guest(int domid) {
    actors.add(new Actor(store.guest(domid), model.guest(domid), false));
  }

  void run(int steps) {
    for (int i = 0; i < steps; i++) step(actors.get(choices.below(actors.size())));
  }

  /// The server dies and is started again; who had a socket opens another.
  private void crash() {
    lives++;
    store.crash();
    for (Actor actor : actors) {
      if (!actor.isSocket) continue;
      actor.real = store.socket();
      actor.open.clear();
    }
    checkTrees();
  }

  private void step(Actor actor) {
    if (isCrashing && choices.oneIn(100)) crash();
    if (actor.open.size() < OPEN_MAX && choices.oneIn(8)) {
      actor.open.add(new Open(actor.real.begin(), new ArrayList<>(), lives));
    } else if (!actor.open.isEmpty() && choices.oneIn(6)) {
      end(actor, actor.open.remove(choices.below(actor.open.size())));
    } else if (!actor.open.isEmpty() && !choices.oneIn(3)) {
      Open open = actor.open.get(choices.below(actor.open.size()));
      Exchange request = requests.draw(choices, true);
      Packet reply = open.inside.send(request.type, request.payload);
      open.said.add(new Exchange(request.type, request.payload, reply));
    } else {
      ask(actor);
    }
  }

  private void ask(Actor actor) {
    Exchange request = requests.draw(choices, false);
    Packet reply = actor.real.send(request.type, request.payload);
    assertThat(same(reply, actor.model.send(request.type, request.payload)))
        .as("the reply to %s %s", request.type, request.payload)
        .isTrue();
    checkTrees();
  }

  private void end(Actor actor, Open open) {
    if (choices.oneIn(10)) {
      assertThat(open.inside.abort()).isEqualTo("OK");
    } else if (open.lives < lives) {
      assertThat(open.inside.commit()).isEqualTo("EAGAIN");
    } else if (open.inside.commit().equals("OK")) {
      commits++;
      assertThat(replayed(actor.model, open.said)).as("%s", open.said).isTrue();
    } else {
      conflicts++;
      if (replayed(new Client(model.fork(), actor.model.session()), open.said)) needless++;
    }
    checkTrees();
  }

  private static boolean replayed(Client client, List<Exchange> said) {
    boolean areSame = true;
    for (Exchange exchange : said)
      areSame &= same(exchange.reply, client.send(exchange.type, exchange.payload));
    return areSame;
  }

  private void checkTrees() {
    assertThat(store.state().tree()).isEqualTo(model.state().tree());
  }

  private static boolean same(Packet one, Packet other) {
    return one.type() == other.type() && one.payload().equals(other.payload());
  }
}
