package revenant.server.simulation;

import java.util.OptionalInt;
import java.util.function.IntFunction;
import revenant.api.tree.Access;
import revenant.api.tree.Bytes;
import revenant.api.tree.NodePath;
import revenant.api.tree.Permission;
import revenant.api.tree.Permissions;
import revenant.api.tree.PersistentMap;
import revenant.api.tree.Tree;
import revenant.server.engine.Domain;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Outbox;
import revenant.server.engine.Quota;
import revenant.server.engine.Session;
import revenant.server.engine.Sessions;
import revenant.server.engine.State;
import revenant.server.journal.Choices;

/// The state that a run begins with: domain 0 and some guests, connected for a while already.
final class Beginning {
  private static final int NEAR = 3000;

  private Beginning() {}

  static State state(Scenario scenario, Choices choices) {
    return state(scenario, choices, domid -> "");
  }

  /// @param identity of each domain
  static State state(Scenario scenario, Choices choices, IntFunction<String> identity) {
    Limits limits = limits(scenario);
    State initial = State.initial(limits);
    Tree tree = initial.tree();
    PersistentMap<Integer, Domain> domains = PersistentMap.empty();
    Sessions sessions = Sessions.NONE;
    Permissions all = Permissions.of(new Permission(State.CONTROL_DOMAIN, Access.BOTH));
    tree =
        tree.with(NodePath.of("/s"), Bytes.EMPTY, all)
            .with(NodePath.of("/s/deep"), Bytes.EMPTY, all);
    Permissions control = Permissions.ownedBy(State.CONTROL_DOMAIN);
    tree =
        tree.with(NodePath.of("/local"), Bytes.EMPTY, control)
            .with(NodePath.of("/local/domain"), Bytes.EMPTY, control);
    for (int domid = 0; domid <= scenario.guests(); domid++) {
      NodePath home = NodePath.of("/local/domain/" + domid);
      tree = tree.with(home, Bytes.EMPTY, Permissions.ownedBy(domid));
      Domain domain = Domain.unknown(domid);
      domains =
          domains.with(
              domid,
              new Domain(
                  domid,
                  identity.apply(domid),
                  OptionalInt.of(Hypervisor.PORT),
                  false,
                  domain.target(),
                  domain.features(),
                  domain.limits(),
                  false,
                  0));
      sessions = sessions.with(session(domid, choices));
    }
    State counted = State.of(tree, initial.specials(), domains, limits, Logging.STANDARD);
    return new State(
        counted.tree(),
        counted.specials(),
        counted.domains(),
        sessions,
        counted.watches(),
        counted.limits(),
        counted.logging(),
        counted.usage(),
        counted.nextWatch(),
        counted.deaths(),
        counted.died());
  }

  private static Limits limits(Scenario scenario) {
    Limits limits = Limits.STANDARD.with(Quota.NODE_SIZE, 8000);
    if (!scenario.isTight()) return limits;
    return limits
        .with(Quota.OUTSTANDING, 3)
        .with(Quota.WATCHES, 4)
        .with(Quota.NODES, 12)
        .with(Quota.MEMORY, 2500)
        .with(Quota.TRANSACTIONS, 2)
        .with(Quota.TRANSACTION_NODES, 12);
  }

  private static Session session(int domid, Choices choices) {
    Session begun = Session.begin(domid, domid, domid == 0, true, "domain " + domid);
    return new Session(
        begun.id(),
        begun.domid(),
        begun.isPrivileged(),
        begun.isDurable(),
        begun.name(),
        begun.watches(),
        begun.watchBytes(),
        begun.transactions(),
        begun.nextTransaction(),
        position(choices),
        begun.partial(),
        Outbox.at(position(choices)));
  }

  /// Somewhere in a stream, by preference just before an index turns negative or wraps.
  private static long position(Choices choices) {
    long near = choices.below(NEAR);
    return switch (choices.below(4)) {
      case 0 -> near;
      case 1 -> (1L << 31) - near;
      case 2 -> (1L << 32) - near;
      default -> choices.any() >>> 16;
    };
  }
}
