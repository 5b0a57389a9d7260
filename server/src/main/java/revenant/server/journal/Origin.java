package revenant.server.journal;

import revenant.server.engine.Description;

/// Where a change came from; becomes a [revenant.api.store.Cause] when there is time for it.
///
/// @param who the connection, such as `domain 3` or `socket 17`
/// @param domid the domain on whose behalf
/// @param epochMillis when, in milliseconds since 1970
/// @param what the request, or a transaction's
/// @param requestId the client's own number
/// @param transaction the transaction's id, 0 if none
public record Origin(
    String who, int domid, long epochMillis, Description what, int requestId, int transaction) {
  /// Another request of the same connection at the same time.
  Origin of(Description what, int requestId, int transaction) {
    return new Origin(who, domid, epochMillis, what, requestId, transaction);
  }
}
