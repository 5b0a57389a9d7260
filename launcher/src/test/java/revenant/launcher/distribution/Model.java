package revenant.launcher.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What must be at and below one node: the nodes by path, as the specification says they come
/// about.
final class Model {
  private final String root;
  private final TreeMap<String, Entry> nodes = new TreeMap<>();

  /// A node.
  record Entry(String value, List<String> permissions) {}

  /// What a client can do to nodes; all of a step happens or nothing.
  sealed interface Step {
    record Write(String path, String value) implements Step {}

    record Mkdir(String path) implements Step {}

    record Rm(String path) implements Step {}

    record SetPermissions(String path, List<String> permissions) implements Step {}

    record Transaction(List<Step> steps) implements Step {}
  }

  Model(String root) {
    this.root = root;
  }

  private Model(Model other) {
    this(other.root);
    nodes.putAll(other.nodes);
  }

  Model copy() {
    return new Model(this);
  }

  String root() {
    return root;
  }

  Map<String, Entry> nodes() {
    return nodes;
  }

  boolean has(String path) {
    return nodes.containsKey(path);
  }

  /// Answers whether the server has to do it; if not it answers ENOENT.
  boolean apply(Step step) {
    return switch (step) {
      case Step.Write(String path, String value) -> {
        make(path);
        nodes.put(path, new Entry(value, entry(path).permissions()));
        yield true;
      }
      case Step.Mkdir(String path) -> {
        make(path);
        yield true;
      }
      case Step.Rm(String path) -> remove(path);
      case Step.SetPermissions(String path, List<String> permissions) -> {
        if (!has(path)) yield false;
        nodes.put(path, new Entry(entry(path).value(), permissions));
        yield true;
      }
      case Step.Transaction(List<Step> steps) -> {
        steps.forEach(this::apply);
        yield true;
      }
    };
  }

  private Entry entry(String path) {
    Entry entry = nodes.get(path);
    if (entry == null) throw new IllegalStateException(path);
    return entry;
  }

  /// New nodes inherit the permissions of their parents; above the root those are the daemon's own.
  private void make(String path) {
    if (has(path)) return;
    List<String> inherited = List.of("n0");
    if (!path.equals(root)) {
      make(parent(path));
      inherited = entry(parent(path)).permissions();
    }
    nodes.put(path, new Entry("", inherited));
  }

  /// Removing what is not there is fine where its parent is.
  private boolean remove(String path) {
    if (!has(path)) return has(parent(path));
    List<String> doomed = new ArrayList<>();
    for (String each : nodes.tailMap(path).keySet()) {
      if (!each.startsWith(path)) break;
      if (each.equals(path) || each.charAt(path.length()) == '/') doomed.add(each);
    }
    doomed.forEach(nodes::remove);
    return true;
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  /// What is here and not, or otherwise, in `found`; empty if they are the same.
  String difference(Map<String, Entry> found) {
    StringBuilder text = new StringBuilder();
    nodes.forEach((path, entry) -> {
      if (!entry.equals(found.get(path)))
        text.append(path + ": " + entry + " expected, found " + found.get(path) + "\n");
    });
    found.forEach((path, entry) -> {
      if (!has(path)) text.append(path + ": nothing expected, found " + entry + "\n");
    });
    return text.toString();
  }

  @Override
  public String toString() {
    return root + " with " + nodes.size() + " nodes";
  }
}
