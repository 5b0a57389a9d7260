package revenant.bench.scenario;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Set;
import revenant.bench.subject.Server;
import revenant.bench.wire.Job;
import revenant.bench.wire.Latencies;
import revenant.bench.wire.Packets;
import revenant.bench.wire.Player;
import revenant.bench.wire.Stage;

/// Makes guests one after another: the domain's nodes, its devices, a wait for the backends, and
/// then it runs. (What libxl of Xen 4.17 does, as to number and kind of requests.)
final class Toolstack {
  private static final String BACKEND_WAITS = "2";

  private final Town town;
  private final Latencies boots;
  private final Player player;
  private final Set<String> waitedFor = new HashSet<>();
  private int domid;
  private int last;
  private int step;
  private long beganAt;

  /// @param boots takes how long each guest took from its first node to its last device
  Toolstack(Stage stage, Server server, Town town, Latencies boots) throws IOException {
    this.town = town;
    this.boots = boots;
    this.player = stage.onSocket(server.socket(), this::told);
  }

  /// Makes the guests from `first` to `last` in steps.
  void make(int first, int lastOfAll, int steps) throws IOException {
    domid = first;
    last = lastOfAll;
    step = steps;
    make();
  }

  private void make() throws IOException {
    beganAt = System.nanoTime();
    town.settle(domid);
    player.take(domain());
    town.introduction(domid).ifPresent(packet -> player.take(new Job().ask(packet)));
    player.take(console());
    for (Device device : Device.of(town.root(), domid)) {
      waitedFor.add(device.backend());
      player.take(device(device));
      player.take(new Job().ask(Packets.watch(device.backend() + "/state", device.backend())));
    }
  }

  private String home() {
    return town.root() + "/local/domain/" + domid;
  }

  private String vm() {
    return town.root() + "/vm/00000000-0000-4000-8000-%012d".formatted(domid);
  }

  private Job domain() {
    Job job = new Job().begin();
    String owner = town.owner(domid);
    String reader = town.reader(domid);
    own(job, home(), "n0", reader);
    own(job, vm(), "n0", reader);
    own(job, town.root() + "/libxl/" + domid, "n0");
    job.ask(Packets.write(home() + "/vm", vm()));
    job.ask(Packets.write(home() + "/name", "guest" + domid));
    for (String folder : new String[] {"cpu", "memory", "device", "control", "hvmloader"})
      own(job, home() + "/" + folder, "n0", reader);
    for (String folder : new String[] {"control/shutdown", "control/feature-poweroff", "data"})
      own(job, home() + "/" + folder, owner);
    for (String folder : new String[] {"drivers", "feature", "attr", "error"})
      own(job, home() + "/" + folder, owner);
    job.ask(Packets.write(vm() + "/uuid", vm()));
    job.ask(Packets.write(vm() + "/name", "guest" + domid));
    job.ask(Packets.write(vm() + "/start_time", "1700000000.00"));
    job.ask(Packets.write(home() + "/domid", "" + domid));
    job.ask(Packets.write(home() + "/memory/static-max", "1048576"));
    job.ask(Packets.write(home() + "/memory/target", "1048577"));
    for (int cpu = 0; cpu < 2; cpu++)
      job.ask(Packets.write(home() + "/cpu/" + cpu + "/availability", "online"));
    job.ask(Packets.write(home() + "/store/port", "1"));
    job.ask(Packets.write(home() + "/store/ring-ref", "1044476"));
    return job.commit();
  }

  private static void own(Job job, String path, String... permissions) {
    job.ask(Packets.mkdir(path)).ask(Packets.permissions(path, permissions));
  }

  private Job console() {
    Job job = new Job().begin();
    own(job, home() + "/console", "n0", town.reader(domid));
    for (String node : new String[] {"type", "output", "tty", "limit", "port", "ring-ref"})
      job.ask(Packets.write(home() + "/console/" + node, "1048576"));
    return job.commit();
  }

  private Job device(Device device) {
    Job job = new Job().begin();
    String reader = town.reader(domid);
    own(job, device.library(), "n0");
    job.ask(Packets.write(device.library() + "/frontend", device.frontend()));
    job.ask(Packets.write(device.library() + "/backend", device.backend()));
    own(job, device.frontend(), town.owner(domid), "r0");
    own(job, device.backend(), "n0", reader);
    String[] front = {"backend-id", "handle", device.isDisk() ? "virtual-device" : "mac"};
    for (String node : front) job.ask(Packets.write(device.frontend() + "/" + node, "0"));
    job.ask(Packets.write(device.frontend() + "/backend", device.backend()));
    job.ask(Packets.write(device.frontend() + "/state", "1"));
    String[] back = {"frontend-id", "online", "type", "mode", "script", "params", "handle"};
    for (String node : back) job.ask(Packets.write(device.backend() + "/" + node, "1"));
    job.ask(Packets.write(device.backend() + "/frontend", device.frontend()));
    job.ask(Packets.write(device.backend() + "/state", "1"));
    return job.commit();
  }

  /// The state of a backend changed.
  private void told(String path, String backend) {
    if (waitedFor.contains(backend))
      player.take(new Job().ask(Packets.read(path), state -> is(state, path, backend)));
  }

  private void is(String state, String path, String backend) {
    if (!state.equals(BACKEND_WAITS) || !waitedFor.remove(backend)) return;
    player.take(new Job().ask(Packets.unwatch(path, backend)));
    if (waitedFor.isEmpty()) player.take(run());
  }

  private Job run() {
    int guest = domid;
    long began = beganAt;
    return new Job()
        .ask(Packets.write(home() + "/control/platform-feature-xs_reset_watches", "1"))
        .ask(Packets.write(town.root() + "/libxl/" + domid + "/type", "pv"))
        .then(() -> {
          boot(guest, began);
          domid += step;
          if (domid <= last) makeNext();
        });
  }

  private void boot(int guest, long began) {
    Runnable isUp = () -> boots.add(System.nanoTime() - began);
    try {
      town.boot(guest, new Frontends(town, guest, isUp));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void makeNext() {
    try {
      make();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
