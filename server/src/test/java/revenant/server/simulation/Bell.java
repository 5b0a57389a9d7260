package revenant.server.simulation;

import java.util.Optional;
import revenant.api.transport.DomainStatus;
import revenant.transport.ring.hypervisor.Hypervisor;
import revenant.transport.ring.hypervisor.Page;

/// All that a link needs of a hypervisor is to notify a guest, and guests here look by themselves.
final class Bell implements Hypervisor {
  @Override
  public void signal(int local) {}

  @Override
  public String describe() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<DomainStatus> status(int domid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Optional<Integer> controlPort() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Page map(int domid) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unmap(Page page) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int bind(int domid, int port) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int bindDomainExceptions() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unbind(int local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int await(int[] events) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int poll(int[] events) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void unmask(int local) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void wake() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
