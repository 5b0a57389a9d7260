package revenant.bench.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import revenant.bench.subject.Server;
import revenant.bench.wire.Connection;
import revenant.bench.wire.Packets;
import revenant.transport.ring.simulated.SimulatedGuest;
import revenant.transport.ring.simulated.SimulatedHost;

/// Domains on a simulated host, each introduced to the server; they are gone when it is closed.
final class Guests implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5000;

  private final Server server;
  private final Path folder;
  private final SimulatedHost host;
  private final Map<Integer, SimulatedGuest> all = new TreeMap<>();

  Guests(Server server) throws IOException {
    this.server = server;
    this.folder = server.host().orElseThrow(() -> new IOException("has no rings"));
    this.host = SimulatedHost.open(folder);
  }

  /// So many that may write to a node of their own.
  static Guests introduced(Server server, int count) throws IOException {
    Guests guests = new Guests(server);
    try (Connection toolstack = new Connection(server.socket())) {
      for (int domid = 1; domid <= count; domid++) {
        guests.add(domid);
        toolstack.ask(Packets.write(home(domid), ""));
        toolstack.ask(Packets.permissions(home(domid), "n" + domid));
        toolstack.ask(introduce(domid));
      }
      return guests;
    } catch (IOException failure) {
      guests.close();
      throw failure;
    }
  }

  static String home(int domid) {
    return "/local/domain/" + domid;
  }

  static byte[] introduce(int domid) {
    return Packets.introduce(domid, SimulatedHost.STORE_PORT);
  }

  /// Makes the next domain, which nobody has introduced yet.
  SimulatedGuest add(int domid) throws IOException {
    host.create(domid);
    SimulatedGuest guest = SimulatedGuest.open(folder, domid);
    all.put(domid, guest);
    return guest;
  }

  SimulatedGuest of(int domid) {
    SimulatedGuest guest = all.get(domid);
    if (guest == null) throw new IllegalArgumentException("no domain " + domid);
    return guest;
  }

  Collection<SimulatedGuest> all() {
    return all.values();
  }

  /// What a toolstack does when guests end.
  @Override
  public void close() throws IOException {
    try (Connection toolstack = new Connection(server.socket())) {
      for (int domid : all.keySet()) {
        of(domid).close();
        toolstack.ask(Packets.mkdir(home(domid)));
        toolstack.ask(Packets.rm(home(domid)));
        toolstack.ask(Packets.release(domid));
        host.destroy(domid);
      }
      for (int domid : all.keySet()) awaitGone(domid);
    }
  }

  /// The server may have something of it for a moment.
  private void awaitGone(int domid) throws IOException {
    for (int i = 0; host.exists(domid); i++) {
      if (i == PATIENCE_MILLIS) throw new IOException("domain " + domid + " does not go");
      Soak.sleep(1_000_000);
    }
  }
}
