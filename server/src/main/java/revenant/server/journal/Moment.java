package revenant.server.journal;

import revenant.server.engine.State;

/// A state and the journal's position that it is the result of.
///
/// @param state the state
/// @param position how many records led to it
record Moment(State state, long position) {}
