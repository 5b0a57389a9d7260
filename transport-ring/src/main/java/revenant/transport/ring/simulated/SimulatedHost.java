package revenant.transport.ring.simulated;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A host in a folder, as who creates and destroys domains sees it. Any number of processes may use
/// it at once; domains outlive them all. Domain 0 is there from the beginning.
///
/// Everything here but notifications is done under one lock, which the kernel gives back when its
/// holder dies. Each step is one word or one move of a folder, so a death in between does no harm.
public final class SimulatedHost {
  /// The event channel that each domain has for the store.
  public static final int STORE_PORT = 1;

  private static final int DOMAINS_MAX = 0x7FF0;
  private static final int NEXT_IDENTITY = 8;
  private static final int NEXT_PROCESS = 16;
  private static final int EXCEPTIONS = 24;

  private final Path folder;
  private final Shared words;

  /// The process that was notified last: for as long as it lives that is mostly the next one, too.
  private volatile @Nullable Notified notified;

  private record Notified(long process, ProcessWords words) {}

  private SimulatedHost(Path folder) throws IOException {
    this.folder = folder;
    try (Lock _ = lock()) {
      if (!Files.exists(file())) build();
    }
    this.words = Shared.map(file());
  }

  /// The host in `folder`; makes one if there is none.
  public static SimulatedHost open(Path folder) throws IOException {
    Files.createDirectories(folder);
    try {
      Files.createFile(folder.resolve("lock"));
    } catch (FileAlreadyExistsException _) {
      // As it should be.
    }
    return new SimulatedHost(folder);
  }

  /// Made whole under another name, last of all.
  private void build() throws IOException {
    Files.createDirectories(folder.resolve("domains"));
    Files.createDirectories(folder.resolve("processes"));
    Path unfinished = folder.resolve("host.new");
    Shared.create(unfinished);
    if (!Files.exists(domain(0))) create(0, Shared.map(unfinished));
    Files.move(unfinished, file(), ATOMIC_MOVE);
  }

  /// Makes a domain that runs, with a page of zeros and [#STORE_PORT].
  public void create(int domid) throws IOException {
    if (domid < 0 || domid >= DOMAINS_MAX) throw new IOException("no domid: " + domid);
    try (Lock _ = lock()) {
      find(domid).ifPresent(domain -> buryIfFree(domid, domain));
      if (Files.exists(domain(domid))) throw new IOException("there is a domain " + domid);
      create(domid, words);
    }
  }

  private void create(int domid, Shared host) throws IOException {
    Path unfinished = folder.resolve("domain.new");
    discard(unfinished);
    Files.createDirectory(unfinished);
    Shared.create(unfinished.resolve("page"));
    DomainWords.create(unfinished, host.next(NEXT_IDENTITY));
    DomainWords.map(unfinished).port(STORE_PORT, DomainWords.UNBOUND);
    Files.move(unfinished, domain(domid), ATOMIC_MOVE);
  }

  /// Gives a domain one more event channel that can be bound.
  ///
  /// @return its number
  public int addPort(int domid) throws IOException {
    try (Lock _ = lock()) {
      DomainWords domain = existing(domid);
      int port = STORE_PORT;
      while (domain.port(port) != 0) port++;
      if (port == DomainWords.PORTS_MAX) throw new IOException("no more ports");
      domain.port(port, DomainWords.UNBOUND);
      return port;
    }
  }

  /// Stops a domain where it is, until [#unpause].
  public void pause(int domid) throws IOException {
    existing(domid).become(DomainWords.PAUSED);
  }

  /// Lets it go on.
  public void unpause(int domid) throws IOException {
    existing(domid).cease(DomainWords.PAUSED);
  }

  /// The domain shuts down: it runs no more, but is there.
  public void shutDown(int domid) throws IOException {
    existing(domid).become(DomainWords.SHUTDOWN);
    raiseException();
  }

  /// It goes on after all.
  public void resume(int domid) throws IOException {
    existing(domid).cease(DomainWords.SHUTDOWN);
  }

  /// Takes a domain apart. While a process has its page mapped, something of it stays.
  public void destroy(int domid) throws IOException {
    try (Lock _ = lock()) {
      DomainWords domain = existing(domid);
      domain.become(DomainWords.DYING);
      for (int port = 1; port < DomainWords.PORTS_MAX; port++) domain.port(port, 0);
      raiseException();
      buryIfFree(domid, domain);
    }
  }

  /// Whether there is such a domain, or something left of it.
  public boolean exists(int domid) throws IOException {
    try (Lock _ = lock()) {
      find(domid).ifPresent(domain -> buryIfFree(domid, domain));
      return Files.exists(domain(domid));
    }
  }

  /// The lock of this host.
  Lock lock() throws IOException {
    return Lock.waitFor(folder.resolve("lock"));
  }

  Path page(int domid) {
    return domain(domid).resolve("page");
  }

  Optional<DomainWords> find(int domid) throws IOException {
    try {
      return Optional.of(DomainWords.map(domain(domid)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  private DomainWords existing(int domid) throws IOException {
    return find(domid).orElseThrow(() -> new IOException("there is no domain " + domid));
  }

  /// A dying domain is gone once nobody has its page; under the lock. Nobody does this for a
  /// process that died, so whoever looks at a dying domain has to try.
  boolean buryIfFree(int domid, DomainWords domain) {
    if (!domain.is(DomainWords.DYING)) return false;
    try (Lock page = Lock.tryAlone(page(domid)).orElse(null)) {
      if (page == null) return false;
      Path remains = folder.resolve("domain.gone");
      discard(remains);
      Files.move(domain(domid), remains, ATOMIC_MOVE);
      discard(remains);
      raiseException();
      return true;
    } catch (IOException cause) {
      throw new java.io.UncheckedIOException(cause);
    }
  }

  /// A new process, under the lock. What dead ones left is removed.
  long admit() throws IOException {
    for (long dead : processes()) if (!isAlive(dead)) Files.deleteIfExists(process(dead));
    long process = words.next(NEXT_PROCESS);
    Shared.create(process(process));
    return process;
  }

  private List<Long> processes() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("processes"))) {
      return files.map(file -> Long.valueOf(file.getFileName().toString())).toList();
    }
  }

  /// Whether a process lives; under the lock.
  boolean isAlive(long process) throws IOException {
    try (Lock dead = Lock.tryShared(process(process)).orElse(null)) {
      return dead == null;
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  Path process(long process) {
    return folder.resolve("processes").resolve(Long.toString(process));
  }

  /// Whether the port in `state` is bound to a process that lives; under the lock.
  boolean isBound(long state) throws IOException {
    return Binding.isOne(state) && isAlive(Binding.of(state).process());
  }

  /// The port that is told of domains that shut down or die, as a [Binding].
  long exceptions() {
    return words.word(EXCEPTIONS);
  }

  void exceptions(long binding) {
    words.set(EXCEPTIONS, binding);
  }

  /// Nobody remembers it for who is not there.
  private void raiseException() throws IOException {
    notify(exceptions());
  }

  /// Notifies the local port that `state` is bound to. Dropped if that is nobody's.
  void notify(long state) throws IOException {
    if (!Binding.isOne(state)) return;
    Binding bound = Binding.of(state);
    try {
      words(bound.process()).raise(bound.local());
    } catch (NoSuchFileException _) {
      // It died, and somebody has cleaned up already.
    }
  }

  private ProcessWords words(long process) throws IOException {
    Notified last = notified;
    if (last != null && last.process == process) return last.words;
    Notified next = new Notified(process, ProcessWords.map(process(process)));
    notified = next;
    return next.words;
  }

  private Path file() {
    return folder.resolve("host");
  }

  private Path domain(int domid) {
    return folder.resolve("domains").resolve(Integer.toString(domid));
  }

  private static void discard(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve("page"));
    Files.deleteIfExists(folder.resolve("words"));
    Files.deleteIfExists(folder);
  }
}
