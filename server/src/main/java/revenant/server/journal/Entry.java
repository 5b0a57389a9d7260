package revenant.server.journal;

import java.util.List;
import revenant.server.engine.Change;

/// What one request did, as the journal keeps it.
///
/// @param origin where it came from
/// @param changes what must be there after a crash, in order; perhaps nothing of it shows in the
///   tree
public record Entry(Origin origin, List<Change> changes) {}
