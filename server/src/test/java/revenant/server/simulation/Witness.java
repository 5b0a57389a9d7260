package revenant.server.simulation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Bytes;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.server.engine.Change;
import revenant.server.engine.Engine;
import revenant.server.engine.Quota;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.engine.Watch;
import revenant.server.wire.Packet;
import revenant.server.wire.Place;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;

/// Every change is told to whoever watches it and may know (no event is lost), and nothing else to
/// nobody else: not what a transaction did that was not committed, not what may not be seen.
final class Witness implements Judge {
  private final Touched touched = new Touched();

  /// An event, and to whom.
  private record Told(long session, Bytes packet) {}

  @Override
  public void judge(Step step) {
    if (step.request() instanceof Request.ResetWatches && !step.hasFailed())
      touched.forget(step.session());
    Map<NodePath, Boolean> paths = touched.by(step);
    Set<Told> told = new HashSet<>();
    for (Change.Said said : step.events()) {
      told.add(new Told(said.session(), said.packet().packet()));
      checkCaused(step, paths.keySet(), said);
    }
    paths.forEach((path, isSure) -> {
      if (isSure) checkTold(step, path, told);
    });
    checkTold(step, told);
  }

  @Override
  public void renewed(long session) {
    touched.forget(session);
  }

  @Override
  public void crashed() {
    touched.forget();
  }

  private static void checkCaused(Step step, Set<NodePath> paths, Change.Said said) {
    Session session = step.after().session(said.session());
    String text = said.packet().packet().from(Packet.HEADER).text();
    String shown = text.substring(0, text.indexOf('\0'));
    if (isFirst(step, said, shown)) return;
    if (shown.startsWith("@")) {
      checkSpecial(step, session, shown);
      return;
    }
    NodePath path = NodePath.of(absolute(session, shown));
    Oracles.check(
        isCaused(step, paths, path),
        "events: of " + path + ", which did not change: " + step.type());
    Oracles.check(
        Sight.mayKnow(step, session, path), "secrets: " + session.name() + " is told of " + path);
    Bytes token = Bytes.of(text.substring(text.indexOf('\0') + 1, text.length() - 1));
    Oracles.check(isWatching(session, path, token), "events: of " + path + ", to nobody's watch");
  }

  private static boolean isFirst(Step step, Change.Said said, String shown) {
    return said.session() == step.session()
        && step.request() instanceof Request.Watch watch
        && absolute(step.before().session(said.session()), shown).equals(watch.place().toString());
  }

  private static String absolute(Session session, String shown) {
    String home = Step.home(session.domid());
    if (shown.isEmpty()) return home;
    return shown.startsWith("/") || shown.startsWith("@") ? shown : home + "/" + shown;
  }

  private static boolean isCaused(Step step, Set<NodePath> paths, NodePath path) {
    if (paths.contains(path)) return true;
    boolean isGone = !step.after().tree().contains(path) || step.type() != RequestType.RM;
    for (NodePath above : paths)
      if (isGone && path.isWithin(above) && step.before().tree().contains(path)) return true;
    return false;
  }

  private static boolean isWatching(Session session, NodePath path, Bytes token) {
    for (PersistentMap.Entry<Watch.Key, Watch> entry : session.watches())
      if (Sight.covers(entry.value(), path) && entry.value().token().equals(token)) return true;
    return false;
  }

  private static void checkSpecial(Step step, Session session, String shown) {
    String name = shown.contains("/") ? shown.substring(0, shown.indexOf('/')) : shown;
    boolean isOfDomain =
        switch (step.type()) {
          case INTRODUCE, RELEASE, SET_PERMS -> !step.hasFailed();
          case null -> true;
          default -> step.buried() >= 0;
        };
    Oracles.check(isOfDomain, "events: " + shown + " without a cause: " + step.type());
    boolean mayKnow =
        Sight.mayKnow(step.before(), session, step.before().specials().get(name))
            || Sight.mayKnow(step.after(), session, step.after().specials().get(name));
    Oracles.check(mayKnow, "secrets: " + session.name() + " is told of " + shown);
  }

  /// Nobody misses a change of `path`.
  private static void checkTold(Step step, NodePath path, Set<Told> told) {
    Node was = step.before().tree().get(path);
    Node is = step.after().tree().get(path);
    if (isSame(was, is)) return;
    for (PersistentMap.Entry<Long, Session> entry : step.after().sessions()) {
      Session session = entry.value();
      for (PersistentMap.Entry<Watch.Key, Watch> set : session.watches()) {
        Watch watch = set.value();
        if (Sight.covers(watch, path)) checkTold(step, session, watch, path, told);
        else if (is == null && Sight.isBelow(watch, path, step.before().tree()))
          checkTold(step, session, watch, NodePath.of(set.key().place()), told);
      }
    }
  }

  private static boolean isSame(@Nullable Node was, @Nullable Node is) {
    return was == is || (was != null && is != null && was.sameContent(is));
  }

  private static void checkTold(
      Step step, Session session, Watch watch, NodePath path, Set<Told> told) {
    if (!Sight.mayKnow(step, session, path)) return;
    String text = path.toString();
    Bytes packet = event(watch, text.substring(Math.min(watch.prefix(), text.length())));
    boolean isTold =
        told.contains(new Told(session.id(), packet))
            || isWaiting(step.before(), session.id(), packet)
            || isTooMuch(step.after(), session, packet);
    Oracles.check(
        isTold, "events: " + session.name() + " is not told of " + path + " by " + step.request());
  }

  private static Bytes event(Watch watch, String shown) {
    return Bytes.wrap(Packet.event(shown, watch.token()));
  }

  private static boolean isWaiting(State before, long id, Bytes packet) {
    Session session = before.sessions().get(id);
    return session != null && session.outbox().events().contains(packet);
  }

  private static boolean isTooMuch(State after, Session session, Bytes packet) {
    long memory = Engine.memory(after, session) + packet.length();
    return packet.length() > Packet.HEADER + Packet.PAYLOAD_MAX
        || (!session.isPrivileged()
            && after.limitsOf(session.domid()).forbids(Quota.MEMORY, memory));
  }

  /// Nobody misses that a domain was introduced, or is gone.
  private static void checkTold(Step step, Set<Told> told) {
    int buried = step.buried();
    if (buried >= 0 && step.before().domain(buried).isIntroduced())
      checkTold(step, State.RELEASED, told);
    if (step.request() instanceof Request.Introduce introduce
        && !step.isRefused()
        && !step.hasFailed()
        && introduce.domid() != State.CONTROL_DOMAIN
        && !step.before().domain(introduce.domid()).isIntroduced())
      checkTold(step, State.INTRODUCED, told);
  }

  private static void checkTold(Step step, String name, Set<Told> told) {
    for (PersistentMap.Entry<Long, Session> entry : step.after().sessions()) {
      Session session = entry.value();
      if (!Sight.mayKnow(step.after(), session, step.after().specials().get(name))) continue;
      for (PersistentMap.Entry<Watch.Key, Watch> set : session.watches()) {
        Watch watch = set.value();
        boolean isMeant =
            watch.place() instanceof Place.Special(String own)
                && own.equals(name)
                && watch.depth() < 0;
        if (!isMeant) continue;
        Bytes packet = event(watch, name);
        boolean isTold =
            told.contains(new Told(session.id(), packet))
                || isTooMuch(step.after(), session, packet);
        Oracles.check(isTold, "events: " + session.name() + " is not told of " + name);
      }
    }
  }
}
