package revenant.server.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.NodePath;
import revenant.api.tree.PersistentMap;
import revenant.server.wire.Place;

/// All watches by what they watch: finding those that a change concerns costs its depth and the
/// matches, however many others there are.
///
/// @param top the watches on nodes
/// @param specials the watches on the server's own events, by the event's name
record Watches(Level top, PersistentMap<String, PersistentMap<Long, Watch>> specials) {
  static final Watches NONE = new Watches(Level.EMPTY, PersistentMap.empty());

  /// The watches on one path, and those below it.
  ///
  /// @param here by rank
  /// @param below by the next name of the path
  record Level(PersistentMap<Long, Watch> here, PersistentMap<String, Level> below) {
    static final Level EMPTY = new Level(PersistentMap.empty(), PersistentMap.empty());

    boolean isEmpty() {
      return here.isEmpty() && below.isEmpty();
    }
  }

  Watches with(Watch watch) {
    return switch (watch.place()) {
      case Place.At(NodePath path) ->
          new Watches(changed(path, level(path).here().with(watch.sequence(), watch)), specials);
      case Place.Special(String name) ->
          withSpecial(name, special(name).with(watch.sequence(), watch));
    };
  }

  Watches without(Watch watch) {
    return switch (watch.place()) {
      case Place.At(NodePath path) ->
          new Watches(changed(path, level(path).here().without(watch.sequence())), specials);
      case Place.Special(String name) -> withSpecial(name, special(name).without(watch.sequence()));
    };
  }

  private Watches withSpecial(String name, PersistentMap<Long, Watch> watches) {
    return new Watches(
        top, watches.isEmpty() ? specials.without(name) : specials.with(name, watches));
  }

  private PersistentMap<Long, Watch> special(String name) {
    PersistentMap<Long, Watch> watches = specials.get(name);
    return watches == null ? PersistentMap.empty() : watches;
  }

  private Level level(NodePath path) {
    Level level = top;
    for (int i = 0; i < path.depth(); i++) {
      Level next = level.below().get(path.name(i));
      if (next == null) return Level.EMPTY;
      level = next;
    }
    return level;
  }

  private Level changed(NodePath path, PersistentMap<Long, Watch> here) {
    List<Level> above = new ArrayList<>(path.depth());
    Level level = top;
    for (int i = 0; i < path.depth(); i++) {
      above.add(level);
      Level next = level.below().get(path.name(i));
      level = next == null ? Level.EMPTY : next;
    }
    Level changed = new Level(here, level.below());
    for (int i = path.depth() - 1; i >= 0; i--) {
      PersistentMap<String, Level> below = above.get(i).below();
      String name = path.name(i);
      below = changed.isEmpty() ? below.without(name) : below.with(name, changed);
      changed = new Level(above.get(i).here(), below);
    }
    return changed;
  }

  /// The watches on `path` and above that a change there concerns, in the order in which they were
  /// set.
  List<Watch> touchedBy(NodePath path) {
    List<Watch> touched = new ArrayList<>();
    Level level = top;
    for (int i = 0; level != null; i++) {
      int levels = path.depth() - i;
      if (!level.here.isEmpty()) {
        level.here.forEach((sequence, watch) -> {
          if (watch.reaches(levels)) touched.add(watch);
        });
      }
      level = i < path.depth() ? level.below.get(path.name(i)) : null;
    }
    if (touched.size() > 1) touched.sort(Comparator.comparingLong(Watch::sequence));
    return touched;
  }

  /// The watches strictly below `path`: deeper places first, at one place in the order in which
  /// they were set. Uses no stack, however deep they are.
  List<Watch> below(NodePath path) {
    Level from = level(path);
    if (from.below.isEmpty()) return List.of();
    List<Watch> parentsFirst = new ArrayList<>();
    ArrayDeque<Level> open = new ArrayDeque<>();
    open.push(from);
    while (!open.isEmpty()) {
      Level level = open.pop();
      if (level != from) {
        List<Watch> here = new ArrayList<>();
        level.here.forEach((sequence, watch) -> here.add(watch));
        parentsFirst.addAll(here.reversed());
      }
      level.below.forEach((name, below) -> open.push(below));
    }
    return parentsFirst.reversed();
  }

  /// The watches on the special event `name`, in the order in which they were set.
  List<Watch> on(String name) {
    List<Watch> watches = new ArrayList<>();
    special(name).forEach((sequence, watch) -> watches.add(watch));
    return watches;
  }

  static @Nullable NodePath path(Watch watch) {
    return watch.place() instanceof Place.At(NodePath path) ? path : null;
  }
}
