package revenant.api.transport;

import java.util.List;

/// The server, as a transport sees it.
public interface Service {
  /// Serves links once that are new, have input, have room for output again, or were closed by the
  /// client. One call for each select or event read, on the thread that learned of it; most of the
  /// time the work is done, replies included, when the call returns. Another thread may be at work
  /// already: then the links are left to it and the call returns at once. Links of which something
  /// is left are made ready by [Link#again]: see what else is ready before they are handed over.
  void ready(List<? extends Link> links);

  /// Some domain died, shut down or came into being: whoever watches the hypervisor says so, with
  /// no need to know which. Like [#ready] it does the work or leaves it to the thread that is
  /// serving.
  default void domainsChanged() {}
}
