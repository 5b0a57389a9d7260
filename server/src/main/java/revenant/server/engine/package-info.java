/// What a request means: a pure function from a state and a request to the next state, the reply
/// and the events in it. No clock, thread, file or logger in here; leans on `wire` and on the tree.
package revenant.server.engine;
