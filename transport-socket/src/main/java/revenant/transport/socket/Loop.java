package revenant.transport.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Service;
import revenant.transport.socket.batch.Batch;

/// The one thread that waits for every client at once. Each time it wakes it reads once from each
/// that sent something, and hands them to the service in one call; it looks at nobody else.
final class Loop implements Runnable {
  /// How many are accepted before those that are connected get their turn.
  private static final int ACCEPTED_MAX = 64;

  /// How long nobody is accepted after that failed.
  private static final long PAUSE_MILLIS = 100;

  /// How long it looks again and again before it sleeps. Whoever was answered often asks again by
  /// then, and to fall asleep and be woken takes longer than that. Each time nobody does it looks
  /// half as long the next time.
  private static final long WATCHFUL_NANOS_MAX =
      Runtime.getRuntime().availableProcessors() == 1 ? 0 : 80_000;

  private static final long WATCHFUL_NANOS_MIN = Math.min(10_000, WATCHFUL_NANOS_MAX);

  private final ServerSocketChannel listener;
  private final Service service;
  private final int connectionsMax;
  private final Selector selector;
  private final SelectionKey listening;
  private final Thread thread;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Input.MAX);
  private final Consumer<SelectionKey> take = this::take;
  private final ConcurrentLinkedQueue<SocketLink> again = new ConcurrentLinkedQueue<>();
  private final Set<SocketLink> ready = new LinkedHashSet<>();
  private final List<SocketLink> heard = new ArrayList<>();
  private final List<SocketLink> gathered = new ArrayList<>();
  private volatile @Nullable Batch batch;
  private boolean wasBusy;
  private long watchfulNanos = WATCHFUL_NANOS_MAX;
  private boolean isSomebodyWaiting;
  private boolean isPaused;
  private boolean hasComplained;
  private long pausedSince;
  private long linksEver;
  private volatile boolean isStopping;

  Loop(ServerSocketChannel listener, Service service, int connectionsMax) throws IOException {
    this.listener = listener;
    this.service = service;
    this.connectionsMax = connectionsMax;
    selector = Selector.open();
    listener.configureBlocking(false);
    listening = listener.register(selector, SelectionKey.OP_ACCEPT);
    thread = Thread.ofPlatform().name("socket").unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// From now on clients are read from and written to together.
  void use(Batch together) {
    batch = together;
  }

  /// Lets the loop see what another thread did; on its own thread it will anyway.
  void wakeUp() {
    if (Thread.currentThread() != thread) selector.wakeup();
  }

  /// Makes a link ready of which nothing new is heard.
  void again(SocketLink link) {
    again.add(link);
    wakeUp();
  }

  /// Closes everything; when it returns on another thread than the loop's, that is done.
  void stop() {
    isStopping = true;
    selector.wakeup();
    if (Thread.currentThread() == thread) return;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// An exception of the service ends the thread and leaves everything as it is: the process is to
  /// be halted, not tidied up.
  @Override
  public void run() {
    try {
      while (!isStopping) turn();
      closeAll();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private void turn() throws IOException {
    if (!again.isEmpty()) selector.selectNow(take);
    else if (!isHeardSoon()) selector.select(take, isPaused ? PAUSE_MILLIS : 0);
    if (isPaused) acceptAgain();
    read();
    if (isSomebodyWaiting) accept();
    for (SocketLink link = again.poll(); link != null; link = again.poll())
      if (link.isOpen()) ready.add(link);
    if (ready.isEmpty()) return;
    List<SocketLink> links = new ArrayList<>(ready);
    ready.clear();
    wasBusy = true;
    service.ready(links);
    giveAway();
  }

  /// Whoever else wants to run comes first. A wake-up that is taken here is not slept through: what
  /// it is for is looked at afterwards.
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy: nothing relies on it
  private boolean isHeardSoon() throws IOException {
    if (!wasBusy) return false;
    wasBusy = false;
    long began = System.nanoTime();
    do {
      boolean isHeard = selector.selectNow(take) > 0;
      if (isHeard || !again.isEmpty() || isStopping) {
        watchfulNanos = WATCHFUL_NANOS_MAX;
        return true;
      }
      Thread.yield();
    } while (System.nanoTime() - began < watchfulNanos);
    watchfulNanos = Math.max(WATCHFUL_NANOS_MIN, watchfulNanos / 2);
    return false;
  }

  private void take(SelectionKey key) {
    if (key == listening) {
      isSomebodyWaiting = true;
      return;
    }
    SocketLink link = (SocketLink) key.attachment();
    try {
      if (key.isReadable() && link.room() > 0) heard.add(link);
      if (key.isWritable()) link.writable();
      ready.add(link);
    } catch (CancelledKeyException _) {
      // The service has just closed it.
    }
  }

  /// Reads what has arrived, of several clients at once if that can be done.
  private void read() {
    Batch together = batch;
    if (together == null || heard.size() == 1) {
      for (SocketLink link : heard) link.fill(scratch);
    } else {
      for (int from = 0; from < heard.size(); from += Batch.CALLS)
        read(together, heard.subList(from, Math.min(from + Batch.CALLS, heard.size())));
    }
    heard.clear();
  }

  private static void read(Batch batch, List<SocketLink> links) {
    for (SocketLink link : links) batch.receive(link.number(batch), link.room());
    batch.make();
    for (int call = 0; call < links.size(); call++) {
      links.get(call).arrived(batch.arrived(call), batch.received(call));
    }
  }

  /// Takes output of a link to be given away with that of others, if it can. Only this loop's own
  /// thread can, and it has to see that it is given away before anybody else may write.
  boolean gather(SocketLink link, ByteBuffer bytes) {
    Batch together = batch;
    if (together == null || bytes.remaining() > Batch.BYTES) return false;
    if (Thread.currentThread() != thread) return false;
    if (together.isFull()) giveAway();
    gathered.add(link);
    together.send(link.number(together), bytes);
    return true;
  }

  /// Gives away what was gathered.
  void giveAway() {
    Batch together = batch;
    if (together == null || gathered.isEmpty()) return;
    together.make();
    for (int call = 0; call < gathered.size(); call++)
      gathered.get(call).given(together.result(call), together.bytes(call));
    gathered.clear();
  }

  private void accept() {
    isSomebodyWaiting = false;
    if (connections() >= connectionsMax) pause("there are " + connectionsMax + " connections");
    try {
      for (int i = 0; i < ACCEPTED_MAX && connections() < connectionsMax; i++) {
        SocketChannel channel = listener.accept();
        if (channel == null) return;
        admit(channel);
      }
    } catch (IOException full) {
      pause(String.valueOf(full.getMessage()));
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    SelectionKey key;
    try {
      channel.configureBlocking(false);
      key = channel.register(selector, SelectionKey.OP_READ);
    } catch (IOException cause) {
      channel.close();
      throw cause;
    }
    SocketLink link = new SocketLink(channel, key, this, ++linksEver);
    key.attach(link);
    ready.add(link);
  }

  private int connections() {
    return selector.keys().size() - 1;
  }

  /// Clients wait in the backlog; without a pause the loop would be told of them without end.
  private void pause(String reason) {
    isPaused = true;
    pausedSince = System.nanoTime();
    listening.interestOps(0);
    if (hasComplained) return;
    hasComplained = true;
    System.err.println("xenstored: clients of the socket have to wait: " + reason);
  }

  private void acceptAgain() {
    long paused = System.nanoTime() - pausedSince;
    if (paused < TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS)) return;
    isPaused = false;
    listening.interestOps(SelectionKey.OP_ACCEPT);
  }

  private void closeAll() throws IOException {
    for (SelectionKey key : List.copyOf(selector.keys())) key.channel().close();
    selector.close();
  }
}
