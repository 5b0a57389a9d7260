/// The server as a whole: what an operator may set, the loop that moves bytes between the
/// transports, the engine and the journal, and nothing that decides.
package revenant.server;
