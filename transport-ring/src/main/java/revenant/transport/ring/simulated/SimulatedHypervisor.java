package revenant.transport.ring.simulated;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.DomainStatus;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.Page;

/// The host in a folder, as the process that runs the store sees it. All it holds, it holds through
/// locks of the kernel's.
public final class SimulatedHypervisor implements Hypervisor {
  /// The local port that is nobody's, to wake oneself.
  private static final int SELF = 0;

  private final Path folder;
  private final SimulatedHost host;
  private final long number;
  private final Lock life;
  private final ProcessWords words;
  private final Masks masks = new Masks();
  private final IdentityHashMap<Page, Mapping> mappings = new IdentityHashMap<>();
  private final Map<Integer, Channel> channels = new HashMap<>();

  /// Domains whose status was asked for, so that it need not be looked for again.
  private final Map<Integer, DomainWords> seen = new ConcurrentHashMap<>();

  /// A page that is mapped: for as long as the lock is held the domain cannot vanish.
  private record Mapping(int domid, DomainWords domain, Lock lock) {}

  /// The other end of a local port, none for the domain exceptions.
  private record Channel(@Nullable DomainWords domain, int port, long binding) {}

  private SimulatedHypervisor(Path folder) throws IOException {
    this.folder = folder;
    this.host = SimulatedHost.open(folder);
    try (Lock _ = host.lock()) {
      number = host.admit();
      life = Lock.tryAlone(host.process(number)).orElseThrow();
    }
    words = ProcessWords.map(host.process(number));
  }

  /// The host in `folder`; makes one if there is none.
  public static SimulatedHypervisor open(Path folder) throws IOException {
    return new SimulatedHypervisor(folder);
  }

  @Override
  public String describe() {
    return "simulated:" + folder;
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    DomainWords known = alive(domid);
    if (known != null) return Optional.of(status(known));
    try (Lock _ = host.lock()) {
      Optional<DomainWords> found = host.find(domid);
      if (found.isEmpty() || host.buryIfFree(domid, found.get())) {
        seen.remove(domid);
        return Optional.empty();
      }
      seen.put(domid, found.get());
      return Optional.of(status(found.get()));
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  /// A domain that was seen and is not dying: another has its domid only after that.
  private @Nullable DomainWords alive(int domid) {
    DomainWords known = seen.get(domid);
    return known == null || known.is(DomainWords.DYING) ? null : known;
  }

  private static DomainStatus status(DomainWords domain) {
    return new DomainStatus(
        "id " + domain.identity(), domain.is(DomainWords.SHUTDOWN), domain.is(DomainWords.DYING));
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.of(SimulatedHost.STORE_PORT);
  }

  @Override
  public Page map(int domid) throws HypervisorException {
    try (Lock _ = host.lock()) {
      DomainWords domain = living(domid);
      Lock held = Lock.tryShared(host.page(domid)).orElseThrow();
      Page page = new Page(Shared.bytes(host.page(domid)));
      mappings.put(page, new Mapping(domid, domain, held));
      return page;
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  @Override
  public void unmap(Page page) {
    Mapping mapping = mappings.remove(page);
    if (mapping == null) throw new IllegalArgumentException("not mapped");
    try (Lock _ = host.lock()) {
      mapping.lock.close();
      host.buryIfFree(mapping.domid, mapping.domain);
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  @Override
  public int bind(int domid, int port) throws HypervisorException {
    try (Lock _ = host.lock()) {
      DomainWords domain = living(domid);
      long state = domain.port(port);
      if (state == 0 || host.isBound(state)) throw refused("EINVAL", "port " + port);
      int local = open(domain, port);
      domain.port(port, new Binding(number, local).word());
      words.raise(local);
      return local;
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  @Override
  public int bindDomainExceptions() throws HypervisorException {
    try (Lock _ = host.lock()) {
      if (host.isBound(host.exceptions())) throw refused("EEXIST", "the domain exceptions");
      int local = open(null, 0);
      host.exceptions(new Binding(number, local).word());
      return local;
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  private int open(@Nullable DomainWords domain, int port) throws HypervisorException {
    int local = SELF + 1;
    while (channels.containsKey(local)) local++;
    if (local == ProcessWords.PORTS_MAX) throw refused("ENOSPC", "one more port");
    channels.put(local, new Channel(domain, port, new Binding(number, local).word()));
    return local;
  }

  @Override
  public void unbind(int local) {
    Channel channel = channels.remove(local);
    if (channel == null) throw new IllegalArgumentException("not bound");
    try (Lock _ = host.lock()) {
      if (channel.domain == null) host.exceptions(0);
      else if (isConnected(channel)) channel.domain.port(channel.port, DomainWords.UNBOUND);
      words.forget(local);
      masks.forget(local);
    } catch (IOException cause) {
      throw broken(cause);
    }
  }

  private static boolean isConnected(Channel channel) {
    return channel.domain != null && channel.domain.port(channel.port) == channel.binding;
  }

  @Override
  public void signal(int local) {
    Channel channel = channels.get(local);
    if (channel != null && channel.domain != null && isConnected(channel)) {
      channel.domain.raise(channel.port);
    }
  }

  @Override
  public int await(int[] events) {
    return told(events, words.await(events));
  }

  @Override
  public int poll(int[] events) {
    return told(events, words.poll(events));
  }

  /// A wake-up counts as no port.
  private int told(int[] events, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (events[i] != SELF && masks.tell(events[i])) events[kept++] = events[i];
    }
    return kept;
  }

  @Override
  public void unmask(int local) {
    if (masks.unmask(local)) words.raise(local);
  }

  @Override
  public void wake() {
    words.raise(SELF);
  }

  @Override
  public void close() {
    for (int local : Map.copyOf(channels).keySet()) unbind(local);
    for (Page page : mappings.keySet().toArray(Page[]::new)) unmap(page);
    life.close();
  }

  /// What the kernel does to a process that is killed: nobody is told.
  void die() {
    for (Mapping mapping : mappings.values()) mapping.lock.close();
    life.close();
  }

  private DomainWords living(int domid) throws IOException, HypervisorException {
    DomainWords known = alive(domid);
    if (known != null) return known;
    DomainWords domain =
        host.find(domid).orElseThrow(() -> refused("ESRCH", "there is no domain " + domid));
    if (domain.is(DomainWords.DYING)) throw refused("EINVAL", "domain " + domid + " is dying");
    return domain;
  }

  private static HypervisorException refused(String errno, String what) {
    return new HypervisorException(errno, what);
  }

  /// The folder itself does not work any more.
  private static IllegalStateException broken(IOException cause) {
    String why = cause instanceof NoSuchFileException gone ? "no file " + gone.getFile() : "";
    return new IllegalStateException("the simulated host is broken " + why, cause);
  }
}
