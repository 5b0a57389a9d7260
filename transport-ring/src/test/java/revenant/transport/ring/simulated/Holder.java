package revenant.transport.ring.simulated;

import com.sun.jna.Native;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import revenant.api.transport.Transport;
import revenant.transport.ring.hypervisor.Hypervisor;

/// A process that holds everything of a host that can be held, until it is killed.
final class Holder {
  private Holder() {}

  public static void main(String... arguments) throws Exception {
    try (Hypervisor hypervisor = SimulatedHypervisor.open(Path.of(arguments[0]))) {
      int domid = Integer.parseInt(arguments[1]);
      hypervisor.map(domid);
      hypervisor.bind(domid, SimulatedHost.STORE_PORT);
      hypervisor.bindDomainExceptions();
      System.out.println("held");
      while (true) hypervisor.await(new int[Hypervisor.EVENTS_MAX]);
    }
  }

  /// Returns when it holds them.
  static Process start(Path host, int domid) throws IOException {
    Path classes = where(Holder.class);
    String path =
        Stream.of(
                classes,
                classes.resolveSibling("test-classes"),
                classes.resolveSibling("classes"),
                where(Transport.class),
                where(NullMarked.class),
                where(Native.class))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            path,
            Holder.class.getName(),
            host.toString(),
            Integer.toString(domid));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    if ("held".equals(process.inputReader().readLine())) return process;
    throw new IOException("the process did not start");
  }

  private static Path where(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }
}
