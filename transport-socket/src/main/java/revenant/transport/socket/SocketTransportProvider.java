package revenant.transport.socket;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
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
  public Transport open(TransportOptions options) throws IOException {
    // The first one takes the longest: Java prepares for them, now and not when clients wait.
    SocketChannel.open(StandardProtocolFamily.UNIX).close();
    return new SocketTransport(options, Batch::open);
  }
}
