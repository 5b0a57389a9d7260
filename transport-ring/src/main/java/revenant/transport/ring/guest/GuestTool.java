package revenant.transport.ring.guest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import revenant.api.tool.Tool;
import revenant.transport.ring.simulated.SimulatedGuest;
import revenant.transport.ring.simulated.SimulatedHost;

/// The tool named `guest`: creates domains on a simulated host and plays them.
public final class GuestTool implements Tool {
  private static final String HYPERVISOR = "--hypervisor=simulated:";
  private static final String DOMAIN = "--domain";
  private static final String USAGE_TEXT =
      """
      usage: revenant guest --hypervisor=simulated:DIR --domain N COMMAND
        create            make the domain, and introduce it to the store
        read PATH         what a node holds
        write PATH VALUE  let it hold that
        rm PATH           remove it
        ls PATH           the names below it
        watch PATH [N]    print what changes there; the first event comes at once; end after N
        load [N]          write, read, watch and commit for N rounds, or for ever, and check it all
        flood [N]         write N times, or for ever, with as many requests at once as fit
        shutdown          shut the domain down
        destroy           take it away
      Paths without / at the beginning are below /local/domain/N; a domain may write below data.
      """;

  /// For the service loader.
  public GuestTool() {}

  @Override
  public String name() {
    return "guest";
  }

  @Override
  public String purpose() {
    return "play a domain on a simulated hypervisor";
  }

  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException {
    String folder = "";
    String domain = "";
    List<String> command = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      if (argument.startsWith(HYPERVISOR)) folder = argument.substring(HYPERVISOR.length());
      else if (argument.equals(DOMAIN) && i + 1 < arguments.size()) domain = arguments.get(++i);
      else if (argument.startsWith(DOMAIN + "=")) domain = argument.substring(DOMAIN.length() + 1);
      else command.add(argument);
    }
    if (folder.isEmpty() || !domain.matches("[0-9]{1,5}") || command.isEmpty()) return usage(err);
    return run(Path.of(folder), Integer.parseInt(domain), command, out, err);
  }

  private static int usage(PrintStream err) {
    err.print(USAGE_TEXT);
    return USAGE;
  }

  private static int run(
      Path folder, int domid, List<String> command, PrintStream out, PrintStream err)
      throws IOException {
    SimulatedHost host = SimulatedHost.open(folder);
    try {
      switch (command.getFirst()) {
        case "create" -> create(folder, host, domid);
        case "shutdown" -> host.shutDown(domid);
        case "destroy" -> host.destroy(domid);
        default -> {
          return play(folder, domid, command, out, err);
        }
      }
      return 0;
    } catch (Refused refused) {
      err.println("guest: " + refused.getMessage());
      return 1;
    }
  }

  /// What a toolstack does: the domain, its folder in the store, its connection.
  private static void create(Path folder, SimulatedHost host, int domid)
      throws IOException, Refused {
    host.create(domid);
    String home = "/local/domain/" + domid;
    try (FileChannel _ = alone(folder, 0);
        SimulatedGuest control = SimulatedGuest.open(folder, 0)) {
      control.reconnect();
      Player player = new Player(control);
      player.introduce(domid, SimulatedHost.STORE_PORT);
      player.write(home, "");
      player.setPermissions(home, "n0", "r" + domid);
      player.write(home + "/data", "");
      player.setPermissions(home + "/data", "n" + domid);
    }
  }

  /// Waits until no other process plays the domain.
  private static FileChannel alone(Path folder, int domid) throws IOException {
    Path file = folder.resolve("player-" + domid);
    Files.createDirectories(folder);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    channel.lock();
    return channel;
  }

  /// The domain's kernel boots: whatever was under way is over.
  private static int play(
      Path folder, int domid, List<String> command, PrintStream out, PrintStream err)
      throws IOException, Refused {
    try (FileChannel _ = alone(folder, domid);
        SimulatedGuest guest = SimulatedGuest.open(folder, domid)) {
      guest.reconnect();
      Player player = new Player(guest);
      String path = command.size() > 1 ? command.get(1) : "";
      String more = command.size() > 2 ? command.get(2) : "";
      switch (command.getFirst() + " " + (command.size() - 1)) {
        case "read 1" -> out.println(player.read(path));
        case "write 2" -> player.write(path, more);
        case "rm 1" -> player.remove(path);
        case "ls 1" -> player.list(path).forEach(out::println);
        case "watch 1" -> watch(player, path, Long.MAX_VALUE, out);
        case "watch 2" -> watch(player, path, Long.parseLong(more), out);
        case "load 0" -> load(player, Long.MAX_VALUE, out);
        case "load 1" -> load(player, Long.parseLong(path), out);
        case "flood 0" -> player.flood(Long.MAX_VALUE);
        case "flood 1" -> player.flood(Long.parseLong(path));
        default -> {
          return usage(err);
        }
      }
      return 0;
    } catch (NumberFormatException wrong) {
      return usage(err);
    } catch (IllegalStateException violation) {
      err.println("guest: domain " + domid + " was told what cannot be: " + violation.getMessage());
      return 1;
    }
  }

  private static void watch(Player player, String path, long count, PrintStream out)
      throws IOException, Refused {
    player.watch(path, "guest");
    for (long i = 0; i < count; i++) {
      out.println(player.event());
      out.flush();
    }
  }

  private static void load(Player player, long rounds, PrintStream out)
      throws IOException, Refused {
    Load load = new Load(player);
    Thread atEnd = new Thread(() -> out.println(load.report()));
    Runtime.getRuntime().addShutdownHook(atEnd);
    load.run(rounds);
  }
}
