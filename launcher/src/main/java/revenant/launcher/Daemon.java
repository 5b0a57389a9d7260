package revenant.launcher;

import java.io.IOException;
import java.util.Optional;
import revenant.launcher.Wiring.Running;

/// The daemon's life: start, say so, serve, end. Only its own end is told here: whatever kills it
/// instead needs no preparation.
final class Daemon {
  private final Options options;
  private final SdNotify systemd;
  private final boolean isDetached;

  Daemon(Environment environment, Options options) {
    this.options = options;
    this.systemd = SdNotify.of(environment.variables());
    this.isDetached = environment.isDetached();
  }

  /// Returns when it was told to stop, with everything in order.
  void run() throws IOException, Failure {
    Running server = Wiring.start(options, systemd::heartbeat);
    Optional<PidFile> pidFile = pidFile();
    obeySignals(server);
    announce(server);
    server.awaitStop();
    pidFile.ifPresent(PidFile::remove);
  }

  /// The server holds the area now, so a file that is there is a dead daemon's.
  private Optional<PidFile> pidFile() throws Failure {
    if (options.pidFile().isEmpty()) return Optional.empty();
    return Optional.of(PidFile.write(options.pidFile().get(), ProcessHandle.current().pid()));
  }

  private void obeySignals(Running server) {
    Runnable stop =
        () -> {
          systemd.stopping();
          server.stop();
        };
    Signals.on("TERM", stop);
    Signals.on("INT", stop);
    Signals.on("HUP", server::reopenLogs);
  }

  /// Whoever waits for a detached daemon waits for the line, and prints the pid itself. Systemd is
  /// told first: it may take the end of whoever waits for the end of the service.
  private void announce(Running server) {
    String line = line(server);
    systemd.ready(line);
    if (options.isPrintingPid() && !isDetached) System.out.println(ProcessHandle.current().pid());
    System.out.println(Detachment.READY + line);
  }

  private String line(Running server) {
    return "%s, store %s, %s; try: XENSTORED_PATH=%s xenstore-ls"
        .formatted(
            "socket " + options.socket(), options.store(), server.recovered(), options.socket());
  }
}
