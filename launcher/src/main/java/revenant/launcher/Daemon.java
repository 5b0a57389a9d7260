package revenant.launcher;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import revenant.server.Server;
import revenant.server.setup.RecoveryReport;

/// The daemon's life: start, say so, serve, end. Only its own end is told here: whatever kills it
/// instead needs no preparation.
final class Daemon {
  /// How often the server is asked for a sign of life. Asked each second, that is half of what an
  /// idle daemon does at all.
  private static final long BEAT_MILLIS = 2000;

  private final Options options;
  private final SdNotify systemd;
  private final boolean isDetached;
  private final SpareMemory memory = SpareMemory.ofThisProcess();
  private final CountDownLatch stop = new CountDownLatch(1);

  Daemon(Environment environment, Options options) {
    this.options = options;
    this.systemd = SdNotify.of(environment.variables());
    this.isDetached = environment.isDetached();
  }

  /// Returns when it was told to stop, with everything in order.
  void run() throws IOException, Failure, InterruptedException {
    long ageMillis = ProcessAge.millis();
    Server server = Wiring.start(options, systemd::heartbeat);
    Optional<PidFile> pidFile = pidFile();
    obeySignals(server);
    announce(server.report(), ageMillis);
    serve(server);
    systemd.stopping();
    server.close();
    pidFile.ifPresent(PidFile::remove);
  }

  /// The server holds the area now, so a file that is there is a dead daemon's.
  private Optional<PidFile> pidFile() throws Failure {
    if (options.pidFile().isEmpty()) return Optional.empty();
    return Optional.of(PidFile.write(options.pidFile().get(), ProcessHandle.current().pid()));
  }

  private void obeySignals(Server server) {
    Signals.on("TERM", stop::countDown);
    Signals.on("INT", stop::countDown);
    Signals.on("HUP", server::reopenLogs);
  }

  /// All work is done by the transports' threads; this one only listens for their pulse, and gives
  /// back what they do not need.
  private void serve(Server server) throws InterruptedException {
    long millis = Math.min(BEAT_MILLIS, systemd.heartbeatMillis());
    while (!stop.await(millis, TimeUnit.MILLISECONDS)) {
      server.beat();
      memory.look();
    }
  }

  /// Whoever waits for a detached daemon waits for the line, and prints the pid itself. Systemd is
  /// told first: it may take the end of whoever waits for the end of the service.
  private void announce(RecoveryReport report, long ageMillis) {
    String line = line(report, ageMillis);
    systemd.ready(line);
    if (options.isPrintingPid() && !isDetached) System.out.println(ProcessHandle.current().pid());
    System.out.println(Detachment.READY + line);
  }

  /// Not with a format: the first one in the life of a process takes 10 ms.
  private String line(RecoveryReport report, long ageMillis) {
    String transports =
        String.join(" and ", options.transports()).replace("socket", "socket " + options.socket());
    return transports
        + ", store "
        + options.store()
        + ", "
        + report.nodes()
        + " nodes recovered "
        + (report.hasCrashed()
            ? afterCrash(report, ageMillis)
            : "in " + report.duration().toMillis() + " ms")
        + hint();
  }

  /// What guests waited for, and where the time went: until the process came so far, for the area's
  /// files, the checkpoint and the journal, and for what had to be connected again.
  private static String afterCrash(RecoveryReport report, long ageMillis) {
    long total = ProcessAge.millis();
    long checkpoint = report.checkpoint().toMillis();
    long journal = report.journal().toMillis();
    long area = report.duration().toMillis() - checkpoint - journal;
    long connections = total - ageMillis - report.duration().toMillis();
    return "after a crash in "
        + (total + " ms (process " + ageMillis + ", area " + area + ", checkpoint " + checkpoint)
        + (", journal " + journal + ", connections " + connections + ")");
  }

  /// Without a socket the tools find the kernel's device by themselves, if there is one.
  private String hint() {
    if (!options.transports().contains("socket")) return "";
    return "; try: XENSTORED_PATH=" + options.socket() + " xenstore-ls";
  }
}
