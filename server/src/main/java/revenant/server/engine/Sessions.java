package revenant.server.engine;

import java.util.Iterator;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import revenant.api.tree.PersistentMap;

/// The connections, by number; immutable. The one that changed last stands beside the table, until
/// another does: whoever is served has one request after another executed, and each changes nothing
/// but its own connection, however many there are.
public final class Sessions implements Iterable<PersistentMap.Entry<Long, Session>> {
  /// No connection at all.
  public static final Sessions NONE = new Sessions(PersistentMap.empty(), null);

  private final PersistentMap<Long, Session> table;

  /// Counts in place of what the table has for its number, if it has anything.
  private final @Nullable Session latest;

  private Sessions(PersistentMap<Long, Session> table, @Nullable Session latest) {
    this.table = table;
    this.latest = latest;
  }

  /// The session numbered `id`, or null.
  public @Nullable Session get(long id) {
    return latest != null && latest.id() == id ? latest : table.get(id);
  }

  /// Whether there is a session numbered `id`.
  public boolean contains(long id) {
    return get(id) != null;
  }

  /// How many there are.
  public int size() {
    return all().size();
  }

  /// The same with `session`, new or changed.
  public Sessions with(Session session) {
    boolean isNext = latest == null || latest.id() == session.id();
    return new Sessions(isNext ? table : all(), session);
  }

  /// The same without the one numbered `id`.
  public Sessions without(long id) {
    boolean isLatest = latest != null && latest.id() == id;
    return new Sessions(table.without(id), isLatest ? null : latest);
  }

  /// All in one table. It shares what did not change with that of sessions which these were made
  /// from.
  public PersistentMap<Long, Session> all() {
    return latest == null ? table : table.with(latest.id(), latest);
  }

  /// Hands over all in the order of their numbers.
  public void forEach(BiConsumer<? super Long, ? super Session> action) {
    all().forEach(action);
  }

  /// All in the order of their numbers.
  @Override
  public Iterator<PersistentMap.Entry<Long, Session>> iterator() {
    return all().iterator();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof Sessions sessions && all().equals(sessions.all()));
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
