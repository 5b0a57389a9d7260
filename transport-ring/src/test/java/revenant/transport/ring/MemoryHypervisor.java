package revenant.transport.ring;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import revenant.api.transport.DomainStatus;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.Page;

/// One domain, its page, and what the page said each time the domain was notified.
final class MemoryHypervisor implements Hypervisor {
  /// The server's words at a notification.
  record Told(int reqCons, int rspProd, int connection, int error) {}

  final Page page = new Page(ByteBuffer.allocateDirect(Page.BYTES));
  final List<Told> told = new ArrayList<>();

  @Override
  public String describe() {
    return "memory";
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    return Optional.empty();
  }

  @Override
  public Optional<Integer> controlPort() {
    return Optional.empty();
  }

  @Override
  public Page map(int domid) {
    return page;
  }

  @Override
  public void unmap(Page gone) {}

  @Override
  public int bind(int domid, int port) {
    return port;
  }

  @Override
  public int bindDomainExceptions() {
    return 1;
  }

  @Override
  public void unbind(int local) {}

  @Override
  public void signal(int local) {
    told.add(
        new Told(
            page.load(Page.REQ_CONS),
            page.load(Page.RSP_PROD),
            page.load(Page.CONNECTION),
            page.load(Page.ERROR)));
  }

  @Override
  public int await(int[] events) {
    return 0;
  }

  @Override
  public int poll(int[] events) {
    return 0;
  }

  @Override
  public void unmask(int local) {}

  @Override
  public void wake() {}

  @Override
  public void close() {}
}
