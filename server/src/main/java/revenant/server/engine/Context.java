package revenant.server.engine;

import java.util.function.LongPredicate;

/// What a request is told of the world.
///
/// @param epochMillis the time, in milliseconds since 1970
/// @param domains the domains on the host
/// @param admits whether a tree of so many bytes can still be saved
/// @param isKeepingOrphans whether the nodes of a dead domain stay
public record Context(
    long epochMillis, Domains domains, LongPredicate admits, boolean isKeepingOrphans) {}
