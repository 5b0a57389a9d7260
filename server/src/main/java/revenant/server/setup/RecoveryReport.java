package revenant.server.setup;

import java.time.Duration;

/// What a start found.
///
/// @param nodes how many nodes the tree has
/// @param replayed how many journal records were newer than the newest checkpoint
/// @param hasCrashed whether the server before this one ended without a last checkpoint
/// @param duration how long it took
/// @param checkpoint how long of that it took to load the newest checkpoint
/// @param journal how long of that it took to take the records after it
public record RecoveryReport(
    long nodes,
    long replayed,
    boolean hasCrashed,
    Duration duration,
    Duration checkpoint,
    Duration journal) {}
