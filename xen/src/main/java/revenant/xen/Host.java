package revenant.xen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// A machine on which Xen runs, and in whose control domain commands can be given. Everything that
/// is said there is printed.
final class Host implements AutoCloseable {
  /// How long a command may take.
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// It takes about ten seconds. Now and then Xen waits in vain for the emulated timer.
  private static final Duration BOOT_PATIENCE = Duration.ofMinutes(1);

  private static final int BOOTS_MAX = 3;
  private static final int POLL_MILLIS = 50;

  private final Process machine;
  private final Path share;
  private final SocketChannel port;
  private final BufferedReader answers;
  private final long began = System.nanoTime();
  private int commands;

  private Host(Process machine, Path share, SocketChannel port) {
    this.machine = machine;
    this.share = share;
    this.port = port;
    this.answers = new BufferedReader(Channels.newReader(port, UTF_8));
  }

  /// Boots one, with the distribution in `/revenant`.
  ///
  /// @param share what both it and the test see, in `/share`
  static Host boot(Path share) throws IOException, InterruptedException {
    for (int i = 1; ; i++) {
      clear(share);
      Host host = start(share);
      try {
        host.await("ready", "boot", BOOT_PATIENCE);
        return host;
      } catch (IOException failure) {
        host.close();
        if (i == BOOTS_MAX) throw failure;
        host.say("does not boot, once more: " + failure.getMessage());
      }
    }
  }

  private static Host start(Path share) throws IOException, InterruptedException {
    Path socket = Files.createTempFile("xen", ".port");
    Files.delete(socket);
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(socket)).configureBlocking(false);
      Process machine = Machine.start(share, socket);
      return new Host(machine, share, port(listener, machine, share));
    } finally {
      Files.deleteIfExists(socket);
    }
  }

  private static SocketChannel port(ServerSocketChannel listener, Process machine, Path share)
      throws IOException, InterruptedException {
    while (machine.isAlive()) {
      SocketChannel port = listener.accept();
      if (port != null) return port;
      Thread.sleep(POLL_MILLIS);
    }
    throw new IOException("QEMU ended: " + Files.readString(share.resolve("qemu.log")));
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder))
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path one : all.sorted(Comparator.reverseOrder()).toList()) Files.delete(one);
      }
    Files.createDirectories(folder);
  }

  /// Prints what the test does or saw.
  void say(String line) {
    System.out.printf("[%6.1f s] %s%n", (System.nanoTime() - began) / 1e9, line);
  }

  /// Runs `command` in the control domain and returns what it says.
  ///
  /// @throws AssertionError if it fails
  String run(String command) throws IOException, InterruptedException {
    Result result = tried(command);
    if (result.status() != 0)
      throw new AssertionError(command + " ended with " + result.status() + ": " + result.said());
    return result.said();
  }

  /// Runs `command` in the control domain, whether it fails or not.
  Result tried(String command) throws IOException, InterruptedException {
    String name = "command-" + ++commands;
    Files.writeString(share.resolve(name), command + "\n");
    say("dom0# " + command.replace("\n", "\n                "));
    port.write(ByteBuffer.wrap((name + "\n").getBytes(UTF_8)));
    String answer = await(name + " ", command, PATIENCE);
    String said = Files.readString(share.resolve(name + ".out"), UTF_8).strip();
    said.lines().forEach(line -> System.out.println("                " + line));
    return new Result(Integer.parseInt(answer.substring(name.length() + 1)), said);
  }

  /// What the control domain said.
  ///
  /// @param status the exit status
  /// @param said its output
  record Result(int status, String said) {}

  private String await(String beginning, String what, Duration patience)
      throws IOException, InterruptedException {
    try {
      String line =
          CompletableFuture.supplyAsync(this::answer)
              .get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (line.startsWith(beginning)) return line;
      throw new IOException("the machine ended at: " + what + "\n" + tail());
    } catch (TimeoutException | ExecutionException late) {
      throw new IOException("no end of: " + what + "\n" + tail(), late);
    }
  }

  private String answer() {
    try {
      String line = answers.readLine();
      return line == null ? "" : line;
    } catch (IOException ended) {
      return "";
    }
  }

  private String tail() throws IOException {
    List<String> lines = text("serial.log").lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  /// What is in a file of the share.
  String text(String name) throws IOException {
    Path file = share.resolve(name);
    return Files.exists(file) ? new String(Files.readAllBytes(file), UTF_8).replace("\r", "") : "";
  }

  /// A file of the share that somebody in the host writes to.
  Log log(String name) {
    return new Log(this, name);
  }

  @Override
  public void close() throws IOException {
    machine.destroyForcibly().onExit().join();
    port.close();
  }
}
