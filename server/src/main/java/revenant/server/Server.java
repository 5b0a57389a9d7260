package revenant.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import revenant.api.store.StoreProvider;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Service;
import revenant.api.transport.Transport;
import revenant.api.tree.Escaped;
import revenant.server.engine.Change;
import revenant.server.engine.Effect;
import revenant.server.engine.Limits;
import revenant.server.engine.Logging;
import revenant.server.engine.Quota;
import revenant.server.engine.Session;
import revenant.server.engine.State;
import revenant.server.journal.Persistence;
import revenant.server.setup.RecoveryReport;
import revenant.server.setup.ServerOptions;

/// A running server. Threads of transports hand it ready links; whichever of them finds the state
/// free owns it for a while and serves for all, and nobody ever waits for it. Nor does anybody own
/// it for long: a thread has links of its own to look for, whoever keeps it busy.
public final class Server implements Service, AutoCloseable {
  private static final int TEXT_MAX = 1024;

  /// How many turns a thread takes for others before it goes back to its own links.
  private static final int TURNS_MAX = 8;

  private final ReentrantLock ownership = new ReentrantLock();
  private final ConcurrentLinkedQueue<Link> ready = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean areDomainsChanged = new AtomicBoolean();
  private final AtomicBoolean isBeatDue = new AtomicBoolean();
  private final AtomicBoolean areLogsOld = new AtomicBoolean();
  private final Persistence persistence;
  private final List<Transport> transports;
  private final Consumer<String> log;
  private final Consumer<Throwable> fatal;
  private final Runnable heartbeat;
  private final Expiry expiry;
  private final Stuck stuck = new Stuck();
  private final MemoryNotices notices;
  private final Trace trace;
  private final Rings rings;
  private final Loop loop;
  private volatile boolean isClosing;

  private Server(
      ServerOptions options,
      Persistence persistence,
      List<Transport> transports,
      Consumer<String> log,
      Consumer<Throwable> fatal) {
    this.persistence = persistence;
    this.transports = List.copyOf(transports);
    this.log = log;
    this.fatal = fatal;
    this.heartbeat = options.heartbeat();
    this.expiry = new Expiry(options.watchEventExpiry());
    this.notices = new MemoryNotices(log);
    this.trace = new Trace(options.traceFile(), log);
    this.rings = new Rings(domains(this.transports).orElseGet(NoHypervisor::new));
    this.loop =
        new Loop(
            asAsked(persistence.recovered(), options),
            persistence,
            rings,
            InstantSource.system(),
            options.isKeepingOrphans(),
            trace,
            this::act);
    trace.follow(loop.state().logging());
  }

  /// What the command line says counts from this start on, whatever was set before.
  private static State asAsked(State recovered, ServerOptions options) {
    Limits limits = recovered.limits();
    for (Quota quota : Quota.values()) {
      if (options.limits().sets(quota)) limits = limits.with(quota, options.limits().of(quota));
    }
    Logging logging = recovered.logging();
    for (String sign : options.traceSwitches()) logging = logging.switched(sign);
    return recovered.with(new Change.LimitsSet(limits)).with(new Change.LoggingSet(logging));
  }

  /// Transports that are being opened.
  @FunctionalInterface
  public interface Opening {
    /// Waits until they are open.
    ///
    /// @throws IOException if one cannot work here: one line for the operator
    List<Transport> transports() throws IOException;
  }

  /// Recovers what the area holds, then begins to serve.
  ///
  /// @param store keeps the checkpoints
  /// @param others finds another store by name, for an import
  /// @param opening answers the transports, which bring the clients; asked when the state is there,
  ///   so that they may be opened meanwhile
  /// @param log takes lines for the operator, from any thread
  /// @param fatal is called when going on would be worse than dying; does not return
  /// @throws IOException if it cannot start: one line for the operator
  public static Server start(
      ServerOptions options,
      StoreProvider store,
      Function<String, StoreProvider> others,
      Opening opening,
      Consumer<String> log,
      Consumer<Throwable> fatal)
      throws IOException {
    Persistence persistence = Persistence.open(options, store, others, log, fatal);
    List<Transport> transports;
    try {
      transports = opening.transports();
    } catch (IOException refused) {
      persistence.close();
      throw refused;
    }
    Server server = new Server(options, persistence, transports, log, fatal);
    server.begin();
    return server;
  }

  private static Optional<DomainTransport> domains(List<Transport> transports) {
    return transports.stream()
        .filter(DomainTransport.class::isInstance)
        .map(DomainTransport.class::cast)
        .findFirst();
  }

  /// Rings go on before anybody new can connect, and history after that.
  private void begin() throws IOException {
    Optional<DomainTransport> domains = domains(transports);
    if (domains.isPresent()) {
      domains.get().start(this);
      lookFirst();
      if (rings.isWithoutControl())
        throw new IOException("the control domain's own ring cannot be had: is another server up?");
    }
    for (Transport transport : transports)
      if (domains.isEmpty() || transport != domains.get()) transport.start(this);
    persistence.goOn();
  }

  /// What is left when this returns the transport's thread goes on with.
  private void lookFirst() {
    ownership.lock();
    try {
      loop.look();
    } finally {
      ownership.unlock();
    }
    domainsChanged();
  }

  /// What the start found.
  public RecoveryReport report() {
    return persistence.report();
  }

  /// Serves the links, or leaves them to the thread that is serving already: it looks again after
  /// it gave the state up, so none is forgotten.
  @Override
  public void ready(List<? extends Link> links) {
    if (isClosing) return;
    try {
      if (ready.isEmpty() && ownership.tryLock()) {
        serve(links);
      } else {
        ready.addAll(links);
      }
      serveRest();
    } catch (Throwable unexpected) {
      fatal.accept(unexpected);
    }
  }

  /// Looks at all domains, or leaves that to the thread that is serving already.
  @Override
  public void domainsChanged() {
    ask(areDomainsChanged);
  }

  private void ask(AtomicBoolean wish) {
    wish.set(true);
    ready(List.of());
  }

  /// Whoever leaves something fails to get the state before that is given up, and it is looked at
  /// after.
  private void serveRest() {
    for (int turns = 0; isAnythingLeft() && ownership.tryLock(); turns++) {
      List<Link> links = taken();
      if (turns < TURNS_MAX) {
        serve(links);
      } else {
        links.forEach(Link::again);
        serve(List.of());
      }
    }
  }

  private boolean isAnythingLeft() {
    return !ready.isEmpty() || areDomainsChanged.get() || isBeatDue.get() || areLogsOld.get();
  }

  private void serve(List<? extends Link> links) {
    try {
      if (areLogsOld.getAndSet(false)) trace.reopen();
      if (isBeatDue.getAndSet(false)) pulse(System.nanoTime());
      if (areDomainsChanged.getAndSet(false)) loop.look();
      loop.run(links);
    } finally {
      ownership.unlock();
    }
  }

  private List<Link> taken() {
    List<Link> links = new ArrayList<>();
    for (Link link = ready.poll(); link != null; link = ready.poll()) links.add(link);
    return links;
  }

  /// Has a watchdog shown that the loop is alive: whoever owns the state shows it. To be called
  /// every few seconds, which is how it knows that time goes by.
  public void beat() {
    ask(isBeatDue);
  }

  /// Begins new log files under the old names.
  public void reopenLogs() {
    ask(areLogsOld);
  }

  private void pulse(long nanoTime) {
    heartbeat.run();
    List<Change> expired = expiry.due(loop.state(), nanoTime);
    if (!expired.isEmpty()) loop.leaveOut(expired);
    List<Session> held = stuck.due(loop.state(), nanoTime);
    for (Session session : held) log.accept(session.name() + " takes nothing: disconnected");
    if (!held.isEmpty()) loop.end(held);
    notices.look(loop.state(), nanoTime);
  }

  private void act(Effect effect) {
    switch (effect) {
      case Effect.Print(String text) -> log.accept(Escaped.of(text, TEXT_MAX));
      case Effect.MemoryReport(String file) -> report(file);
    }
  }

  private void report(String file) {
    List<String> lines = MemoryReport.lines(loop.state());
    Optional<Path> target =
        file.isEmpty() ? Optional.empty() : Optional.of(Path.of(file).toAbsolutePath());
    if (target.isEmpty() && trace.isOn()) {
      lines.forEach(trace::line);
    } else if (target.isEmpty()) {
      lines.forEach(log);
    } else {
      write(target.get(), lines);
    }
  }

  private void write(Path file, List<String> lines) {
    try {
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      log.accept("cannot write the memory report to " + file + ": " + e.getMessage());
    }
  }

  /// Stops serving and saves a last checkpoint, so that the next start finds the same state.
  @Override
  public void close() throws IOException {
    isClosing = true;
    for (Transport transport : transports)
      if (!(transport instanceof DomainTransport)) transport.close();
    ownership.lock();
    try {
      for (Transport transport : transports)
        if (transport instanceof DomainTransport) transport.close();
      trace.close();
      persistence.close();
    } finally {
      ownership.unlock();
    }
  }
}
