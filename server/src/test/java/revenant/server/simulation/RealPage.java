package revenant.server.simulation;

import java.nio.ByteBuffer;
import revenant.server.journal.Countdown;
import revenant.server.journal.CountedMemory;
import revenant.transport.ring.hypervisor.Page;

/// A page as it is on a host. It outlives the process, which has another view of it than the guest:
/// there every store is counted.
final class RealPage {
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(Page.BYTES);
  private final Page words = new Page(bytes);

  /// A page on which the server has taken and given so much.
  RealPage(long taken, long given) {
    words.store(Page.REQ_CONS, (int) taken);
    words.store(Page.REQ_PROD, (int) taken);
    words.store(Page.RSP_CONS, (int) given);
    words.store(Page.RSP_PROD, (int) given);
  }

  /// As the guest sees it.
  Page page() {
    return words;
  }

  /// As a process sees it.
  Page mapped(Countdown countdown, boolean isMarkedFirst) {
    return new Page(new CountedMemory(countdown, bytes, isMarkedFirst));
  }
}
