package revenant.launcher.distribution;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/// The page of a domain of a simulated host, as it was at one moment (xenstore-ring.txt says where
/// its words are).
final class RingPage {
  private static final int REQ_CONS = 2048;
  private static final int REQ_PROD = 2052;
  private static final int RSP_CONS = 2056;
  private static final int RSP_PROD = 2060;
  private static final int ERROR = 2072;

  private final ByteBuffer page;

  private RingPage(ByteBuffer page) {
    this.page = page;
  }

  static RingPage of(Path host, int domid) throws IOException {
    byte[] page = Files.readAllBytes(host.resolve("domains/" + domid + "/page"));
    return new RingPage(ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN));
  }

  /// Whether nothing is in the ring, in either direction.
  boolean isQuiet() {
    return page.getInt(REQ_PROD) == page.getInt(REQ_CONS)
        && page.getInt(RSP_PROD) == page.getInt(RSP_CONS);
  }

  /// Whether there is input that the server has not taken.
  boolean hasInput() {
    return page.getInt(REQ_PROD) != page.getInt(REQ_CONS);
  }

  /// Why the server does not go on, 0 if it does.
  int error() {
    return page.getInt(ERROR);
  }

  /// How many bytes of output the guest has read, modulo 2^32.
  int answered() {
    return page.getInt(RSP_CONS);
  }
}
