package revenant.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import revenant.api.store.StoreOptions;
import revenant.api.transport.TransportOptions;
import revenant.server.engine.Limits;
import revenant.server.setup.AckMode;

/// The options while the command line is read: from left to right, and what comes later counts.
final class Draft {
  private final Environment environment;
  boolean isForeground;
  boolean isPrintingPid;
  boolean isClearing;
  boolean isSalvaging;
  boolean isKeepingOrphans;
  @Nullable Path pidFile;
  @Nullable Path area;
  @Nullable Path plugins;
  @Nullable Path traceFile;
  @Nullable String importFrom;
  String store = "git";
  List<String> transports;
  String hypervisor = TransportOptions.XEN;
  AckMode ack = AckMode.JOURNAL;
  int historyChanges = StoreOptions.DEFAULT.historyChanges();
  Limits limits = Limits.STANDARD;
  Duration watchEventExpiry = Duration.ofSeconds(20);
  final List<String> traceSwitches = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();

  Draft(Environment environment) {
    this.environment = environment;
    this.transports = environment.transports();
  }

  Options finished() {
    return new Options(
        isForeground,
        isPrintingPid,
        Optional.ofNullable(pidFile),
        store,
        transports,
        area != null ? area : environment.runFolder().resolve("revenant"),
        environment.socket(),
        hypervisor,
        plugins != null ? plugins : environment.plugins(),
        ack,
        isClearing,
        isSalvaging,
        Optional.ofNullable(importFrom),
        historyChanges,
        limits,
        watchEventExpiry,
        isKeepingOrphans,
        traceSwitches,
        Optional.ofNullable(traceFile),
        warnings);
  }
}
