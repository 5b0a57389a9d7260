package revenant.server.simulation;

/// What takes part in a run.
///
/// @param seed of every decision but when to crash
/// @param guests on rings; domain 0's own ring is there too
/// @param requests of each client
/// @param isLarge whether payloads may be larger than a ring
/// @param sockets how many socket clients there are at a time
/// @param isTight whether limits are so low that they are reached
/// @param isPoisoned whether there are requests that kill the server whenever they are executed
public record Scenario(
    long seed,
    int guests,
    int requests,
    boolean isLarge,
    int sockets,
    boolean isTight,
    boolean isPoisoned) {}
