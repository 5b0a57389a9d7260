package revenant.server.setup;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import revenant.api.store.StoreOptions;
import revenant.server.engine.Limits;

/// What an operator may set.
///
/// @param area the folder on the persistent memory area; made with mode 0700 if missing
/// @param storeName the store's name, kept in the area's header so that another store is refused
/// @param storeOptions for the store
/// @param ack what a reply waits for
/// @param isClearing whether to begin with an empty store, setting the old area aside
/// @param isSalvaging whether to serve what is intact of a damaged area
/// @param importFrom the name of the store that the area belongs to now, when it is to change
/// @param limits the limits of unprivileged domains
/// @param watchEventExpiry how long an unread event of an unprivileged domain is kept
/// @param isKeepingOrphans whether the nodes of a dead domain stay
/// @param traceSwitches kinds of lines in the log to switch on or off, such as `+io`
/// @param traceFile where requests and replies are logged, if anywhere
/// @param heartbeat run by the loop now and then while it is well, for a watchdog
public record ServerOptions(
    Path area,
    String storeName,
    StoreOptions storeOptions,
    AckMode ack,
    boolean isClearing,
    boolean isSalvaging,
    Optional<String> importFrom,
    Limits limits,
    Duration watchEventExpiry,
    boolean isKeepingOrphans,
    List<String> traceSwitches,
    Optional<Path> traceFile,
    Runnable heartbeat) {}
