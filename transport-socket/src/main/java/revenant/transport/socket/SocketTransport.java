package revenant.transport.socket;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import revenant.api.transport.Service;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.transport.socket.batch.Batch;

/// A unix socket and the thread that serves it.
final class SocketTransport implements Transport {
  private final TransportOptions options;
  private final Supplier<Optional<Batch>> together;
  private @Nullable SocketFile file;
  private @Nullable Loop loop;

  /// @param together how clients can be read from and written to together
  SocketTransport(TransportOptions options, Supplier<Optional<Batch>> together) {
    this.options = options;
    this.together = together;
  }

  @Override
  public synchronized void start(Service service) throws IOException {
    if (loop != null) throw new IllegalStateException("started twice");
    SocketFile bound = SocketFile.bind(options.socket());
    Loop started = new Loop(bound.channel(), service, options.connectionsMax());
    file = bound;
    loop = started;
    started.start();
    // Nobody waits for it: meanwhile clients are served one by one.
    Thread.ofPlatform().daemon().name("batch").start(() -> together.get().ifPresent(started::use));
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
