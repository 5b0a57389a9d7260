import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Makes the AOT cache: starts the daemon of the distribution as a user would, gives it work over
/// the socket and a ring, kills it, starts it again so that it recovers, gives it more work and
/// stops it; what the second run loaded goes into the cache.
final class Training {
  private static final int ROUNDS = 1000;
  private static final int GUEST_ROUNDS = 100;
  private static final int LARGE = 2000;

  private final Path home;
  private final Path folder;
  private int request;

  private Training(Path home, Path folder) {
    this.home = home;
    this.folder = folder;
  }

  /// The folder it works in is on tmpfs, as the daemon's is, and its name is short: that of a
  /// socket has at most 107 bytes.
  static void run(Path home) throws Exception {
    Path shm = Path.of("/dev/shm");
    Path base = Files.isWritable(shm) ? shm : Path.of(System.getProperty("java.io.tmpdir"));
    Path folder = Files.createTempDirectory(base, "revenant");
    try {
      new Training(home, folder).run();
    } finally {
      Trees.delete(folder);
    }
  }

  private void run() throws Exception {
    Path configuration = folder.resolve("recorded");
    Path cache = home.resolve("lib/xenstored.aot");
    Process first = daemon("");
    load(first);
    guest("create");
    guest("load", "" + GUEST_ROUNDS);
    first.destroyForcibly().waitFor();
    Process second = daemon("-XX:AOTMode=record -XX:AOTConfiguration=" + configuration);
    load(second);
    grow(second);
    guest("load", "" + GUEST_ROUNDS);
    second.destroy(); // SIGTERM
    if (!second.waitFor(60, TimeUnit.SECONDS)) {
      second.destroyForcibly();
      throw failed("it did not stop on SIGTERM", null);
    }
    if (!Files.exists(configuration)) throw failed("it recorded nothing", null);
    Process create =
        daemon(
            "-XX:AOTMode=create -XX:AOTConfiguration=" + configuration + " -XX:AOTCache=" + cache);
    if (create.waitFor() != 0 || !Files.exists(cache)) throw failed("no cache was made", null);
  }

  private Process daemon(String flags) throws IOException {
    var builder =
        new ProcessBuilder(
            home.resolve("bin/xenstored").toString(),
            "-N",
            "--store-dir=" + folder.resolve("store"),
            "--pid-file=" + folder.resolve("pid"),
            "--transport=socket,ring",
            hypervisor());
    builder
        .environment()
        .putAll(
            Map.of(
                "XENSTORED_RUNDIR", folder.toString(),
                "XENSTORED_PATH", folder.resolve("socket").toString(),
                "REVENANT_JVM_FLAGS", flags));
    return start(builder);
  }

  private String hypervisor() {
    return "--hypervisor=simulated:" + folder.resolve("host");
  }

  /// A domain of the simulated host is made, or asks something.
  private void guest(String... command) throws Exception {
    List<String> all = new ArrayList<>();
    all.add(home.resolve("bin/revenant").toString());
    all.addAll(List.of("guest", hypervisor(), "--domain=1"));
    all.addAll(List.of(command));
    if (start(new ProcessBuilder(all)).waitFor() != 0) throw failed("a guest failed", null);
  }

  private Process start(ProcessBuilder builder) throws IOException {
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
    return builder.start();
  }

  private void load(Process daemon) throws Exception {
    try (SocketChannel client = connect(daemon);
        SocketChannel watcher = connect(daemon)) {
      ask(watcher, 4, 0, "/training\0token\0");
      for (int i = 0; i < ROUNDS; i++) {
        String node = "/training/" + i % 50 + "/node";
        ask(client, 11, 0, node + "\0value " + i);
        ask(client, 2, 0, node + "\0");
        ask(client, 12, 0, node + "/folder\0");
        ask(client, 1, 0, "/training\0");
        ask(client, 14, 0, node + "\0n0\0r" + i % 10 + "\0");
        ask(client, 3, 0, node + "\0");
        ask(client, 2, 0, "/training/missing\0");
        int transaction = Integer.parseInt(ask(client, 6, 0, "\0").replace("\0", ""));
        ask(client, 2, transaction, node + "\0");
        ask(client, 11, transaction, node + "/inside\0value");
        ask(client, 7, transaction, i % 4 == 0 ? "F\0" : "T\0");
        if (i % 3 == 0) ask(client, 13, 0, node + "\0");
      }
    } catch (IOException | RuntimeException failure) {
      daemon.destroyForcibly();
      throw failed(failure.toString(), failure);
    }
  }

  /// What an area begins with is not enough.
  private void grow(Process daemon) throws Exception {
    try (SocketChannel client = connect(daemon)) {
      for (int i = 0; i < ROUNDS; i++)
        ask(client, 11, 0, "/training/large/" + i + "\0" + "x".repeat(LARGE));
      ask(client, 13, 0, "/training/large\0");
    }
  }

  private SocketChannel connect(Process daemon) throws Exception {
    var address = UnixDomainSocketAddress.of(folder.resolve("socket"));
    for (int i = 0; i < 600 && daemon.isAlive(); i++) {
      SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        client.connect(address);
        return client;
      } catch (IOException notYet) {
        client.close();
        Thread.sleep(50);
      }
    }
    daemon.destroyForcibly();
    throw new IOException("nothing listens on " + address);
  }

  /// Sends one request of the wire format in io/xs_wire.h and returns the answer to it.
  private String ask(SocketChannel client, int type, int transaction, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.ISO_8859_1);
    var packet = ByteBuffer.allocate(16 + body.length).order(ByteOrder.LITTLE_ENDIAN);
    packet.putInt(type).putInt(++request).putInt(transaction).putInt(body.length).put(body).flip();
    while (packet.hasRemaining()) client.write(packet);
    ByteBuffer header = read(client, 16);
    ByteBuffer answer = read(client, header.getInt(12));
    return StandardCharsets.ISO_8859_1.decode(answer).toString();
  }

  private static ByteBuffer read(SocketChannel client, int bytes) throws IOException {
    var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (client.read(buffer) < 0) throw new IOException("the daemon closed the connection");
    }
    return buffer.flip();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private IOException failed(String why, Exception cause) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(log()));
    List<String> last = lines.subList(Math.max(0, lines.size() - 20), lines.size());
    return new IOException(
        "the training run for the AOT cache failed: " + why + "\n" + String.join("\n", last),
        cause);
  }
}
