package revenant.transport.ring.xen;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.Optional;
import revenant.api.transport.DomainStatus;
import revenant.transport.ring.hypervisor.Errno;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.Page;

/// Xen, as its control domain sees it. The page of a domain's ring is its first grant; the control
/// domain's own comes from its kernel.
public final class XenHypervisor implements Hypervisor {
  /// VIRQ_DOM_EXC.
  private static final int DOMAIN_EXCEPTIONS = 3;

  /// GNTTAB_RESERVED_XENSTORE.
  private static final int RING_GRANT = 1;

  /// PROT_READ and PROT_WRITE.
  private static final int READ_WRITE = 3;

  private final Path root;
  private final Version version;
  private final long channels;
  private final long grants;
  private final Census census;
  private final Events events;

  /// Where granted pages are mapped; the control domain's own is not among them.
  private final IdentityHashMap<Page, Long> mappings = new IdentityHashMap<>();

  private XenHypervisor(Path root) throws IOException {
    this.root = root;
    Library.bind(EventChannels.class, EventChannels.SONAME);
    Library.bind(Grants.class, Grants.SONAME);
    channels = Library.opened(EventChannels.xenevtchn_open(0, 0), EventChannels.SONAME);
    grants = Library.opened(Grants.xengnttab_open(0, 0), Grants.SONAME);
    version = Version.running(root);
    census = Census.open(version);
    events = new Events(channels);
  }

  /// The Xen that this process is in the control domain of.
  ///
  /// @param root where the file systems of the kernel are
  /// @throws IOException if there is none that we know: one line that says what to do
  public static XenHypervisor open(Path root) throws IOException {
    return new XenHypervisor(root);
  }

  @Override
  public String describe() {
    return version.toString();
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return census.status(domid);
  }

  @Override
  public Optional<Integer> controlPort() {
    try {
      return Optional.of(Integer.valueOf(Files.readString(own("xsd_port")).strip()));
    } catch (IOException | NumberFormatException _) {
      return Optional.empty();
    }
  }

  private Path own(String name) {
    return root.resolve("proc/xen").resolve(name);
  }

  @Override
  public Page map(int domid) throws HypervisorException {
    if (domid == 0) return own();
    long address = Grants.xengnttab_map_grant_ref(grants, domid, RING_GRANT, READ_WRITE);
    if (address == 0) throw refused("the page of domain " + domid);
    Page page = new Page(new Pointer(address).getByteBuffer(0, Page.BYTES));
    mappings.put(page, address);
    return page;
  }

  private Page own() throws HypervisorException {
    try (FileChannel file = FileChannel.open(own("xsd_kva"), READ, WRITE)) {
      return new Page(file.map(MapMode.READ_WRITE, 0, Page.BYTES));
    } catch (IOException _) {
      throw new HypervisorException("ENOENT", "the page of the control domain");
    }
  }

  @Override
  public void unmap(Page page) {
    Long address = mappings.remove(page);
    if (address != null) Grants.xengnttab_unmap(grants, address, 1);
  }

  @Override
  public int bind(int domid, int port) throws HypervisorException {
    int local = EventChannels.xenevtchn_bind_interdomain(channels, domid, port);
    if (local < 0) throw refused("port " + port + " of domain " + domid);
    return local;
  }

  @Override
  public int bindDomainExceptions() throws HypervisorException {
    int local = EventChannels.xenevtchn_bind_virq(channels, DOMAIN_EXCEPTIONS);
    if (local < 0) throw refused("the domain exceptions");
    return local;
  }

  /// A port of a domain that died is closed all the same.
  @Override
  public void unbind(int local) {
    EventChannels.xenevtchn_unbind(channels, local);
  }

  @Override
  public void signal(int local) {
    EventChannels.xenevtchn_notify(channels, local);
  }

  @Override
  public int await(int[] ports) throws HypervisorException {
    return events.await(ports);
  }

  @Override
  public int poll(int[] ports) throws HypervisorException {
    return events.poll(ports);
  }

  @Override
  public void unmask(int local) {
    events.unmask(local);
  }

  @Override
  public void wake() {
    events.wake();
  }

  @Override
  public void close() {
    for (Page page : mappings.keySet().toArray(Page[]::new)) unmap(page);
    events.close();
    census.close();
    Grants.xengnttab_close(grants);
    EventChannels.xenevtchn_close(channels);
  }

  private static HypervisorException refused(String what) {
    return new HypervisorException(Errno.last(), what);
  }
}
