package revenant.bench.wire;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import revenant.transport.ring.simulated.SimulatedGuest;

/// Where players play, all on one thread. Sockets tell when something has arrived; while there are
/// rings it does not sleep, since a thread can sleep at one domain only: a nap would take longer
/// than an answer.
public final class Stage implements AutoCloseable {
  private static final long WAIT_MILLIS = 100;

  /// How many rings are looked at before it is asked what sockets have got: who is on a socket is
  /// often who all others wait for.
  private static final int LOOKS = 64;

  private final Selector selector = Selector.open();
  private final List<Player> players = new ArrayList<>();
  private final List<Player> fresh = new ArrayList<>();
  private final List<Player> onRings = new ArrayList<>();
  private int looked;
  private final Set<Connection> spoken = new LinkedHashSet<>();

  /// An empty one.
  public Stage() throws IOException {}

  /// A client of a socket that has no watches.
  public Player onSocket(Path socket) throws IOException {
    return onSocket(socket, (_, _) -> {});
  }

  /// A client of a socket.
  ///
  /// @param listener is told the path and the token of each event
  public Player onSocket(Path socket, BiConsumer<String, String> listener) throws IOException {
    Player player = new Player(listener);
    player.use(new SocketLine(Connection.small(socket), this, selector, player));
    return enter(player);
  }

  /// A domain's kernel.
  public Player onRing(SimulatedGuest guest, BiConsumer<String, String> listener) {
    Player player = new Player(listener);
    player.use(new RingLine(guest));
    onRings.add(player);
    return enter(player);
  }

  /// All who ever played.
  public List<Player> players() {
    return List.copyOf(players);
  }

  private Player enter(Player player) {
    players.add(player);
    fresh.add(player);
    return player;
  }

  /// A domain that has nothing more to do; its ring is looked at no more.
  public void rest(Player player) {
    onRings.remove(player);
  }

  /// One who has got a job while it had none.
  public void wake(Player player) {
    fresh.add(player);
  }

  /// Has them play.
  @SuppressWarnings("ThreadPriorityCheck") // a courtesy: nothing relies on it
  public void playWhile(BooleanSupplier isOn) throws IOException {
    while (isOn.getAsBoolean()) {
      boolean hasPlayed = false;
      for (Player player : take(fresh)) hasPlayed |= player.play();
      for (Player player : nextOnRings()) hasPlayed |= isTold(player) && player.play();
      send();
      hasPlayed |= hear(hasPlayed || !fresh.isEmpty());
      send();
      if (!hasPlayed && !onRings.isEmpty()) Thread.yield();
    }
  }

  /// Those whose turn it is to be looked at.
  private List<Player> nextOnRings() {
    if (looked >= onRings.size()) looked = 0;
    List<Player> next =
        List.copyOf(onRings.subList(looked, Math.min(looked + LOOKS, onRings.size())));
    looked += LOOKS;
    return next;
  }

  private static boolean isTold(Player player) {
    return ((RingLine) player.line()).isTold();
  }

  private static List<Player> take(List<Player> list) {
    if (list.isEmpty()) return List.of();
    List<Player> all = List.copyOf(list);
    list.clear();
    return all;
  }

  private boolean hear(boolean isBusy) throws IOException {
    if (isBusy || !onRings.isEmpty()) selector.selectNow();
    else selector.select(WAIT_MILLIS);
    List<Player> heard = new ArrayList<>();
    for (SelectionKey key : selector.selectedKeys()) heard.add((Player) key.attachment());
    selector.selectedKeys().clear();
    Together.receive(heard.stream().map(Stage::connection).toList());
    boolean hasPlayed = false;
    for (Player player : heard) hasPlayed |= player.play();
    return hasPlayed;
  }

  private static Connection connection(Player player) {
    return ((SocketLine) player.line()).connection();
  }

  /// Told by whoever has something to send.
  void hasSpoken(Connection connection) {
    spoken.add(connection);
  }

  private void send() throws IOException {
    Together.send(List.copyOf(spoken));
    spoken.clear();
  }

  @Override
  public void close() throws IOException {
    for (Player player : players) player.line().close();
    selector.close();
  }
}
