package revenant.server.simulation;

import revenant.api.transport.Link;
import revenant.server.journal.CountedArea;
import revenant.transport.ring.hypervisor.Page;

/// A defect planted below the loop, which the counting of steps must find.
public interface StepFault extends CountedArea.Defect {
  /// No defect.
  StepFault NONE = new StepFault() {};

  /// What the server is given for the link of a ring on `page`.
  default Link link(Link link, Page page) {
    return link;
  }

  /// Whether a page's words arrive before the bytes that they count.
  default boolean areWordsFirst() {
    return false;
  }
}
