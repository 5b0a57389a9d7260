package revenant.transport.socket;

import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;
import revenant.transport.socket.batch.Batch;

/// The transport named `socket`.
public final class SocketTransportProvider implements TransportProvider {
  /// For the service loader.
  public SocketTransportProvider() {}

  @Override
  public String name() {
    return "socket";
  }

  @Override
  public Transport open(TransportOptions options) {
    return new SocketTransport(options, Batch::open);
  }
}
