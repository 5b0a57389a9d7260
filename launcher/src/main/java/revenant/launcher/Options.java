package revenant.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import revenant.api.store.StoreOptions;
import revenant.server.engine.Limits;
import revenant.server.setup.AckMode;
import revenant.server.setup.ServerOptions;

/// A command line, understood.
///
/// @param isForeground whether this process is to be the daemon itself
/// @param isPrintingPid whether the daemon's pid is wanted on standard output
/// @param pidFile where it is wanted as well
/// @param store the store's name
/// @param transports the transports' names, at least one
/// @param area the folder of the persistent area
/// @param socket where the unix socket is to be
/// @param hypervisor where domains are, for transports that serve them
/// @param plugins the folder of the plug-ins
/// @param warnings what was accepted and has no effect
record Options(
    boolean isForeground,
    boolean isPrintingPid,
    Optional<Path> pidFile,
    String store,
    List<String> transports,
    Path area,
    Path socket,
    String hypervisor,
    Path plugins,
    AckMode ack,
    boolean isClearing,
    boolean isSalvaging,
    Optional<String> importFrom,
    int historyChanges,
    Limits limits,
    Duration watchEventExpiry,
    boolean isKeepingOrphans,
    List<String> traceSwitches,
    Optional<Path> traceFile,
    List<String> warnings)
    implements Command.Meaning {
  Options {
    transports = List.copyOf(transports);
    traceSwitches = List.copyOf(traceSwitches);
    warnings = List.copyOf(warnings);
  }

  /// What of it the server is told.
  ServerOptions forServer(Runnable heartbeat) {
    return new ServerOptions(
        area,
        store,
        new StoreOptions(historyChanges, StoreOptions.DEFAULT.bytesMax()),
        ack,
        isClearing,
        isSalvaging,
        importFrom,
        limits,
        watchEventExpiry,
        isKeepingOrphans,
        traceSwitches,
        traceFile,
        heartbeat);
  }
}
