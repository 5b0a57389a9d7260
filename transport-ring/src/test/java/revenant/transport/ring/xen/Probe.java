package revenant.transport.ring.xen;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import revenant.transport.ring.hypervisor.HypervisorException;
import revenant.transport.ring.hypervisor.Page;

/// A process that does everything once that a server does with Xen, and says what came of it. A
/// process of its own, because a library is bound to a class once and for all.
final class Probe {
  private Probe() {}

  public static void main(String... arguments) throws Exception {
    XenHypervisor xen;
    try {
      xen = XenHypervisor.open(Path.of(arguments[0]));
    } catch (IOException refused) {
      say("refused: " + refused.getMessage());
      return;
    }
    try (xen) {
      say(xen.describe() + ", own port " + xen.controlPort());
      for (int domid : new int[] {0, 4, 5, 6, 7, 8, 9, 10}) say(domid + " " + xen.status(domid));
      pages(xen);
      events(xen);
    }
    say("closed");
  }

  private static void pages(XenHypervisor xen) throws HypervisorException {
    Page own = xen.map(0);
    own.store(Page.FEATURES, own.load(Page.REQ_PROD) + 1);
    xen.unmap(own);
    Page page = xen.map(5);
    page.store(Page.FEATURES, page.load(Page.REQ_PROD) + 1);
    say("features " + xen.map(0).load(Page.FEATURES) + " and " + page.load(Page.FEATURES));
    xen.unmap(page);
    say("page of 6: " + refusal(() -> xen.map(6)));
  }

  private static void events(XenHypervisor xen) throws HypervisorException {
    int local = xen.bind(5, 1);
    say("bound " + local + ", told " + told(xen));
    say("again: " + refusal(() -> xen.bind(5, 1)));
    say("nobody: " + refusal(() -> xen.bind(77, 1)));
    int exceptions = xen.bindDomainExceptions();
    say("exceptions: " + exceptions + ", again: " + refusal(xen::bindDomainExceptions));
    for (int i = 0; i < 3; i++) {
      xen.signal(local);
      say("signalled, told " + told(xen));
    }
    xen.signal(local);
    int[] ports = new int[XenHypervisor.EVENTS_MAX];
    say("polled: " + xen.poll(ports) + ", " + ports[0]);
    xen.signal(local);
    say("masked: " + xen.poll(ports));
    xen.unmask(local);
    say("unmasked, told " + told(xen));
    xen.wake();
    say("woken, told " + told(xen));
    xen.signal(local);
    xen.signal(exceptions);
    say("both, told " + told(xen));
    xen.unbind(local);
    xen.signal(local);
    xen.wake();
    say("unbound, told " + told(xen));
    say("bound again: " + xen.bind(5, 1));
  }

  private static String told(XenHypervisor xen) throws HypervisorException {
    int[] ports = new int[XenHypervisor.EVENTS_MAX];
    int count = xen.await(ports);
    for (int i = 0; i < count; i++) xen.unmask(ports[i]);
    return Arrays.toString(Arrays.copyOf(ports, count));
  }

  private interface Call {
    Object run() throws HypervisorException;
  }

  private static String refusal(Call call) {
    try {
      return "done: " + call.run();
    } catch (HypervisorException refused) {
      return refused.errno();
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
