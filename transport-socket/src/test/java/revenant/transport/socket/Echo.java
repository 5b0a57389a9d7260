package revenant.transport.socket;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import revenant.api.transport.Link;
import revenant.api.transport.Service;

/// A service that sends back what it is sent, and closes at the end. It keeps what could not be
/// sent, and takes nothing more meanwhile.
final class Echo implements Service {
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger links = new AtomicInteger();
  final AtomicInteger partialWrites = new AtomicInteger();
  final AtomicInteger linksOpen = new AtomicInteger();
  private final Map<Link, ByteBuffer> unsent = new HashMap<>();
  private volatile String newestName = "";

  String newestName() {
    return newestName;
  }

  @Override
  public synchronized void ready(List<? extends Link> ready) {
    calls.incrementAndGet();
    links.addAndGet(ready.size());
    ready.forEach(this::serve);
  }

  private void serve(Link link) {
    if (!unsent.containsKey(link)) {
      unsent.put(link, ByteBuffer.allocate(0));
      newestName = link.peer().name();
      linksOpen.incrementAndGet();
    }
    while (isSent(link)) {
      ByteBuffer next = ByteBuffer.allocate(1 << 16);
      int count = link.read(link.written(), next);
      if (count == Link.END) end(link);
      if (count <= 0) return;
      unsent.put(link, next.flip());
    }
  }

  private boolean isSent(Link link) {
    ByteBuffer bytes = Objects.requireNonNull(unsent.get(link));
    long before = link.written();
    int sent = (int) (link.write(before, bytes) - before);
    bytes.position(bytes.position() + sent);
    if (bytes.hasRemaining()) partialWrites.incrementAndGet();
    link.consumed(link.written());
    if (bytes.hasRemaining() && link.read(link.written(), ByteBuffer.allocate(1)) == Link.END)
      end(link);
    return !bytes.hasRemaining();
  }

  private void end(Link link) {
    link.close();
    unsent.remove(link);
    linksOpen.decrementAndGet();
  }
}
