package revenant.server.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import revenant.server.wire.Errno;

/// A hypervisor that knows which domains run, and has a ring for each.
final class Host implements Domains {
  private static final int REMOTE_PORT = 7;

  private final Set<Integer> running = new TreeSet<>(Set.of(State.CONTROL_DOMAIN));
  private final Map<Integer, Errno> refusing = new HashMap<>();
  private final Map<Integer, String> identities = new HashMap<>();
  private final Set<Integer> lastSeen = new TreeSet<>();
  private int lives;

  void running(int domid) {
    if (running.add(domid)) identities.put(domid, "life " + ++lives);
  }

  Set<Integer> all() {
    return Set.copyOf(running);
  }

  void gone(int domid) {
    running.remove(domid);
  }

  /// The ring of the domain cannot be had, or can again where `errno` is missing.
  void refusing(int domid, Errno errno) {
    refusing.put(domid, errno);
  }

  void yielding(int domid) {
    refusing.remove(domid);
  }

  /// The domain is seen once more, and dies then.
  void dyingWhenSeen(int domid) {
    lastSeen.add(domid);
  }

  @Override
  public Optional<String> identity(int domid) {
    if (!running.contains(domid)) return Optional.empty();
    if (lastSeen.remove(domid)) gone(domid);
    return Optional.of(identities.getOrDefault(domid, ""));
  }

  @Override
  public Attachment attach(int domid, long gfn, int port) {
    Optional<String> identity = identity(domid);
    Errno errno = refusing.getOrDefault(domid, identity.isPresent() ? null : Errno.ENOENT);
    if (errno != null) return new Attachment.Failed(errno);
    return new Attachment.Attached(identity.orElseThrow(), REMOTE_PORT);
  }
}
