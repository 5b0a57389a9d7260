package revenant.api.transport;

import java.nio.file.Path;

/// What an operator may set for every transport.
///
/// @param socket where the unix socket is to be
/// @param connectionsMax how many clients are served at once at most
public record TransportOptions(Path socket, int connectionsMax) {}
