package revenant.bench.subject;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A server to measure: one that runs already, or daemons of our own, started when they are needed.
public final class Target {
  private final String name;
  private final @Nullable Server running;
  private final @Nullable Recipe recipe;
  private final Workshop workshop;
  private @Nullable Daemon daemon;
  private @Nullable Daemon withRings;

  private Target(
      String name, @Nullable Server running, @Nullable Recipe recipe, Workshop workshop) {
    this.name = name;
    this.running = running;
    this.recipe = recipe;
    this.workshop = workshop;
  }

  /// A server that runs already.
  public record Place(String name, Path socket, long pid) {
    /// From `NAME=/path/to/socket` or `NAME=/path/to/socket,PID`.
    public static Place parse(String text) {
      int equals = text.indexOf('=');
      String[] place = text.substring(equals + 1).split(",", 2);
      String pid = place.length == 1 ? "0" : place[1];
      if (equals < 1 || place[0].isEmpty() || !pid.matches("[0-9]{1,10}"))
        throw new IllegalArgumentException("'" + text + "' is not NAME=/path/to/socket[,PID]");
      return new Place(text.substring(0, equals), Path.of(place[0]), Long.parseLong(pid));
    }
  }

  /// The one at a place.
  public static Target at(Place place, Workshop workshop) {
    Server server = new Server(place.socket(), place.pid(), Optional.empty(), Optional.empty());
    return new Target(place.name(), server, null, workshop);
  }

  /// Daemons of our own.
  public static Target of(Recipe recipe, Workshop workshop) {
    return new Target(recipe.name(), null, recipe, workshop);
  }

  /// For the table.
  public String name() {
    return name;
  }

  /// Whether it can be started, killed and given rings.
  public boolean isOurs() {
    return recipe != null;
  }

  /// One that serves a socket, and goes on to do so.
  public Server server() throws IOException {
    if (running != null) return running;
    if (daemon == null) daemon = fresh(false, "");
    return daemon.server();
  }

  /// One that serves the domains of a simulated host, too.
  public Server withRings() throws IOException {
    if (withRings == null) withRings = fresh(true, "");
    return withRings.server();
  }

  /// A folder for what such a daemon leaves.
  public Path newFolder() throws IOException {
    return workshop.newFolder();
  }

  /// One that nobody has used, to be closed by who asks for it.
  public Daemon fresh(boolean isWithRings, String flags) throws IOException {
    if (recipe == null) throw new IOException("needs a daemon of ours");
    return new Daemon(workshop, recipe, isWithRings, flags);
  }
}
