package revenant.server.engine;

import java.util.List;

/// What came of a request.
///
/// @param state the state after it
/// @param changes the steps that led there, the reply and the events among them
/// @param effects what else is to be done
/// @param what the request in words, for history; empty unless the tree changed
public record Outcome(State state, List<Change> changes, List<Effect> effects, Description what) {}
