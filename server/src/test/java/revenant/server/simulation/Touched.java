package revenant.server.simulation;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.Node;
import revenant.api.tree.NodePath;
import revenant.api.tree.Tree;
import revenant.server.wire.Place;
import revenant.server.wire.Request;
import revenant.server.wire.RequestType;

/// Knows by requests and answers alone which nodes a step changed: those of a request outside of
/// transactions, of all requests of one that is committed, of a domain that is buried.
final class Touched {
  private record Key(long session, int id) {}

  private final Map<Key, Map<NodePath, Boolean>> open = new HashMap<>();

  /// The paths that watchers may hear of now, and whether they must if something is different
  /// there: in a transaction MKDIR and RM may have found nothing to do, and others have made or
  /// removed the same node with those above it.
  Map<NodePath, Boolean> by(Step step) {
    Map<NodePath, Boolean> paths = new LinkedHashMap<>();
    if (step.buried() >= 0) addRemoved(step, paths);
    RequestType type = step.type();
    if (type == null || step.isRefused()) return paths;
    Request request = step.request();
    Key key = new Key(step.session(), step.transaction());
    if (request instanceof Request.TransactionEnd(boolean isCommit)) {
      Map<NodePath, Boolean> done = open.remove(key);
      if (done != null && isCommit && !step.hasFailed()) paths.putAll(judged(done));
      return paths;
    }
    NodePath path = path(request);
    if (path == null || step.hasFailed()) return paths;
    boolean isSure = request instanceof Request.Write || request instanceof Request.SetPerms;
    if (step.transaction() == 0) paths.put(path, true);
    else
      open.computeIfAbsent(key, any -> new LinkedHashMap<>()).merge(path, isSure, (a, b) -> a || b);
    return paths;
  }

  private static Map<NodePath, Boolean> judged(Map<NodePath, Boolean> done) {
    Map<NodePath, Boolean> judged = new LinkedHashMap<>();
    done.forEach((path, isSure) -> judged.put(path, isSure || isAlone(path, done.keySet())));
    return judged;
  }

  private static boolean isAlone(NodePath path, Set<NodePath> all) {
    for (NodePath other : all)
      if (!other.equals(path) && (other.isWithin(path) || path.isWithin(other))) return false;
    return true;
  }

  private static @Nullable NodePath path(@Nullable Request request) {
    return switch (request) {
      case Request.Write(NodePath path, var value) -> path;
      case Request.Mkdir(NodePath path) -> path;
      case Request.Rm(NodePath path) -> path;
      case Request.SetPerms(Place.At(NodePath path), var permissions) -> path;
      case null, default -> null;
    };
  }

  private static void addRemoved(Step step, Map<NodePath, Boolean> paths) {
    step.before()
        .tree()
        .difference(
            step.after().tree(),
            new Tree.DifferenceVisitor() {
              @Override
              public void added(NodePath path, Node node) {}

              @Override
              public void removed(NodePath path, Node node) {
                paths.put(path, true);
              }

              @Override
              public void changed(NodePath path, Node before, Node after) {}
            });
  }

  void forget(long session) {
    open.keySet().removeIf(key -> key.session() == session);
  }

  void forget() {
    open.clear();
  }
}
