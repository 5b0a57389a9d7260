package revenant.testkit.client;

/// What a watch told.
///
/// @param path what changed
/// @param token the watch's own
public record WatchEvent(String path, String token) {}
