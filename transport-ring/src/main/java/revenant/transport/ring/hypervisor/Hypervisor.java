package revenant.transport.ring.hypervisor;

import java.util.Optional;
import revenant.api.transport.DomainStatus;

/// What runs the domains. All that a process holds here ends with it, however it ends: its ports
/// are closed, and the other ends can be bound again; its mappings are gone, and the pages are
/// still there.
///
/// One thread waits for events; all else is done by one thread at a time.
public interface Hypervisor extends AutoCloseable {
  /// How many events [#await] answers at most.
  int EVENTS_MAX = 64;

  /// For the operator, such as `xen 4.17`.
  String describe();

  /// What there is to know of a domain, empty if it does not exist any more.
  Optional<DomainStatus> status(int domid);

  /// The event channel of the control domain's own ring, empty if it has none.
  Optional<Integer> controlPort();

  /// Maps the page of a domain's ring. While it is mapped the domain cannot vanish.
  Page map(int domid) throws HypervisorException;

  /// Lets go of a mapped page, which must not be touched any more.
  void unmap(Page page);

  /// Binds a local port to `port` of a domain; a notification waits there at once, since some may
  /// have been lost before.
  ///
  /// @throws HypervisorException EINVAL if that port is bound, or not ours to bind
  int bind(int domid, int port) throws HypervisorException;

  /// Binds a local port to the interrupt that says that some domain shut down or died. What
  /// happened before is not told.
  ///
  /// @throws HypervisorException EEXIST if some process has it
  int bindDomainExceptions() throws HypervisorException;

  /// Closes a local port.
  void unbind(int local);

  /// Notifies the other end of a local port. If nobody is there, nothing happens.
  void signal(int local);

  /// Sleeps until some local ports were notified or somebody wakes it, and takes these
  /// notifications. What arrives from then on for those ports is not told before [#unmask].
  ///
  /// @param events [#EVENTS_MAX] places for local ports
  /// @return how many ports there are
  int await(int[] events) throws HypervisorException;

  /// The same, but does not sleep.
  int poll(int[] events) throws HypervisorException;

  /// Has notifications of a local port told again, and those that came since it was told. Nothing
  /// happens if it is not bound any more.
  void unmask(int local);

  /// Makes [#await] return, now or when it is called next. For any thread.
  void wake();

  /// Lets go of everything. Nobody may be in [#await] any more.
  @Override
  void close();
}
