package revenant.bench.scenario;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import revenant.bench.wire.Job;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Player;

/// The drivers of a guest's kernel: each finds its backend, offers it a ring, and waits until it is
/// connected.
final class Frontends {
  private static final String BACKEND_WAITS = "2";
  private static final String BACKEND_CONNECTED = "4";

  private final Town town;
  private final Map<String, Device> devices = new HashMap<>();
  private final Set<String> offered = new HashSet<>();
  private final Runnable isUp;
  private @Nullable Player player;

  /// @param isUp when all are connected
  Frontends(Town town, int domid, Runnable isUp) {
    this.town = town;
    this.isUp = isUp;
    for (Device device : Device.of(town.root(), domid)) devices.put(device.backend(), device);
  }

  /// Begins.
  void run(Player kernel) {
    player = kernel;
    for (Device device : devices.values()) {
      kernel.take(
          new Job()
              .ask(Packets.read(device.frontend() + "/backend-id"))
              .ask(Packets.read(device.frontend() + "/backend"))
              .ask(Packets.watch(device.backend() + "/state", device.backend())));
    }
  }

  /// The state of a backend changed.
  void told(String path, String backend) {
    take(new Job().ask(Packets.read(path), state -> is(state, backend)));
  }

  private void is(String state, String backend) {
    Device device = devices.get(backend);
    if (device == null) return;
    if (state.equals(BACKEND_WAITS) && offered.add(backend)) take(offer(device));
    if (state.equals(BACKEND_CONNECTED)) take(connect(device));
  }

  private static Job offer(Device device) {
    Job job = new Job().begin();
    for (String node : new String[] {"ring-ref", "event-channel", "protocol", "feature-persistent"})
      job.ask(Packets.write(device.frontend() + "/" + node, "8"));
    return job.commit().ask(Packets.write(device.frontend() + "/state", "3"));
  }

  private Job connect(Device device) {
    return new Job()
        .ask(Packets.read(device.backend() + "/sectors"))
        .ask(Packets.read(device.backend() + "/info"))
        .ask(Packets.write(device.frontend() + "/state", "4"))
        .then(() -> connected(device));
  }

  private void connected(Device device) {
    if (devices.remove(device.backend()) == null || !devices.isEmpty()) return;
    if (player != null) town.rest(player);
    isUp.run();
  }

  private void take(Job job) {
    if (player != null) player.take(job);
  }
}
