package revenant.server.simulation;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainStatus;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Peer;
import revenant.api.transport.Service;

/// A host on which domains come and go. A dead domain stays a dying one while its page is mapped,
/// and its domid is not free before.
public final class Hypervisor implements DomainTransport {
  /// Where domains listen at first.
  static final int PORT = 7;

  /// A domain.
  static final class Machine {
    private final Page page;
    private final String identity;
    private int port = PORT;
    private boolean isShutdown;
    private boolean isDying;

    Machine(String identity, Page page) {
      this.identity = identity;
      this.page = page;
    }
  }

  private final Fate fate;
  private final Oracles oracles;
  private final Fault fault;
  private final IntConsumer notify;
  private final Map<Integer, Machine> machines = new TreeMap<>();
  private final Map<Integer, RingLink> mapped = new TreeMap<>();
  private final Map<Integer, Link> links = new TreeMap<>();
  private int lives;
  private boolean isChanged;

  /// @param notify tells that a domain's ring is to be looked at
  Hypervisor(Fate fate, Oracles oracles, Fault fault, IntConsumer notify) {
    this.fate = fate;
    this.oracles = oracles;
    this.fault = fault;
    this.notify = notify;
    machines.put(0, new Machine("host", new Page(0, 0)));
  }

  /// Where the domain listens now.
  int port(int domid) {
    return machine(domid).port;
  }

  /// The domain listens elsewhere.
  void move(int domid) {
    machine(domid).port++;
  }

  Page page(int domid) {
    return machine(domid).page;
  }

  private Machine machine(int domid) {
    Machine machine = machines.get(domid);
    if (machine == null) throw new IllegalStateException("no domain " + domid);
    return machine;
  }

  Set<Integer> domids() {
    return new TreeSet<>(machines.keySet());
  }

  boolean isFree(int domid) {
    return !machines.containsKey(domid);
  }

  void create(int domid) {
    machines.put(domid, new Machine("life " + ++lives, new Page(0, 0)));
    isChanged = true;
  }

  /// The domain was there before the server.
  void inherit(int domid, String identity, Page page) {
    machines.put(domid, new Machine(identity, page));
  }

  /// Whether the domain is there and does not die.
  boolean isAlive(int domid) {
    Machine machine = machines.get(domid);
    return machine != null && !machine.isDying;
  }

  void shutDown(int domid) {
    machine(domid).isShutdown = true;
    isChanged = true;
  }

  void resume(int domid) {
    machine(domid).isShutdown = false;
  }

  void destroy(int domid) {
    machine(domid).isDying = true;
    if (!mapped.containsKey(domid)) machines.remove(domid);
    isChanged = true;
  }

  /// Whether something happened since this was last asked. Nobody remembers it for a process that
  /// was not there.
  boolean isChanged() {
    boolean wasChanged = isChanged;
    isChanged = false;
    return wasChanged;
  }

  /// What the server has of a domain's ring.
  @Nullable Link link(int domid) {
    return links.get(domid);
  }

  /// The rings that are mapped, by domid.
  Map<Integer, RingLink> mapped() {
    return mapped;
  }

  /// The process was killed: nothing is mapped any more.
  void killed() {
    for (int domid : new TreeSet<>(mapped.keySet())) unmap(domid);
    isChanged = false;
  }

  private void unmap(int domid) {
    RingLink link = mapped.remove(domid);
    links.remove(domid);
    if (link == null) return;
    link.unmap();
    Machine machine = machines.get(domid);
    if (machine != null && machine.isDying) machines.remove(domid);
  }

  @Override
  public void start(Service service) {}

  @Override
  public String describe() {
    return "simulated rings";
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    fate.moment();
    return Optional.ofNullable(machines.get(domid))
        .map(machine -> new DomainStatus(machine.identity, machine.isShutdown, machine.isDying));
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.of(PORT);
  }

  @Override
  public Connection connect(int domid, int port) {
    disconnect(domid);
    fate.moment();
    Machine machine = machines.get(domid);
    if (machine == null || machine.isDying) return new Connection.Refused("ENOENT");
    if (port != machine.port) return new Connection.Refused("EINVAL");
    Peer peer = new Peer(domid, domid == 0, true, "domain " + domid);
    RingLink link = new RingLink(machine.page, peer, fate, oracles, () -> notify.accept(domid));
    if (!fault.isNotifying()) link.beSilent();
    mapped.put(domid, link);
    Link given = fault.link(link);
    links.put(domid, given);
    // Whatever happened before is made up for.
    notify.accept(domid);
    return new Connection.Made(given, port);
  }

  @Override
  public void fail(int domid, int error) {
    Machine machine = machines.get(domid);
    if (machine != null) fate.step(() -> machine.page.error = error);
  }

  @Override
  public void disconnect(int domid) {
    fate.step(() -> unmap(domid));
  }

  @Override
  public void close() {}
}
