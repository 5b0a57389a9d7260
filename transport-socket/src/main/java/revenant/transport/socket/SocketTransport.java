package revenant.transport.socket;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Service;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;

/// A unix socket and the thread that serves it.
final class SocketTransport implements Transport {
  private final TransportOptions options;
  private @Nullable SocketFile file;
  private @Nullable Loop loop;

  SocketTransport(TransportOptions options) {
    this.options = options;
  }

  @Override
  public synchronized void start(Service service) throws IOException {
    if (loop != null) throw new IllegalStateException("started twice");
    SocketFile bound = SocketFile.bind(options.socket());
    Loop started = new Loop(bound.channel(), service, options.connectionsMax());
    file = bound;
    loop = started;
    started.start();
  }

  @Override
  public String describe() {
    return "socket " + options.socket();
  }

  /// Removes the file first, so that nobody connects to a socket that is about to go.
  @Override
  public synchronized void close() throws IOException {
    if (file != null) file.remove();
    if (loop != null) loop.stop();
    file = null;
    loop = null;
  }
}
