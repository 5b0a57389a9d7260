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
    boolean isPoisoned) {
  Scenario withGuests(int changed) {
    return new Scenario(seed, changed, requests, isLarge, sockets, isTight, isPoisoned);
  }

  Scenario withRequests(int changed) {
    return new Scenario(seed, guests, changed, isLarge, sockets, isTight, isPoisoned);
  }

  Scenario withSockets(int changed) {
    return new Scenario(seed, guests, requests, isLarge, changed, isTight, isPoisoned);
  }

  Scenario plain(boolean large, boolean tight, boolean poisoned) {
    return new Scenario(seed, guests, requests, large, sockets, tight, poisoned);
  }
}
