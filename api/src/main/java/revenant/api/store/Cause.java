package revenant.api.store;

import java.time.Instant;
import revenant.api.tree.Escaped;

/// A request that changed something: who, when, what.
///
/// @param who the connection, such as `domain 3` or `socket 17`; printable ASCII, at most 64
///   characters
/// @param domid the domain on whose behalf it was, 0 for the sockets of the control domain
/// @param when when it was executed
/// @param what the request, or a transaction's requests, such as `WRITE /a/b`; printable ASCII and
///   newlines, at most 4096 characters
/// @param requestId the client's own number of the request, unsigned
/// @param transaction the transaction's id, 0 if there was none
public record Cause(
    String who, int domid, Instant when, String what, int requestId, int transaction) {
  private static final int WHO_MAX = 64;
  private static final int WHAT_MAX = 4096;

  /// Makes the texts printable and bounded.
  public Cause {
    who = Escaped.of(who, WHO_MAX);
    what = String.join("\n", what.lines().map(line -> Escaped.of(line, WHAT_MAX)).toList());
    if (what.length() > WHAT_MAX) what = what.substring(0, WHAT_MAX - 4) + "\n...";
  }
}
