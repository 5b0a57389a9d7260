package revenant.transport.socket;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;
import revenant.testkit.client.Operation;
import revenant.testkit.client.XenstoreClient;
import revenant.testkit.transport.TransportContract;

class SocketTransportTest extends TransportContract {
  private record SocketClient(XenstoreClient client) implements Client {
    @Override
    public void send(byte[] payload) throws IOException {
      client.send(Operation.WRITE, 0, payload);
      client.flush();
    }

    @Override
    public byte[] receive() throws IOException {
      return client.receive().text().getBytes(ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  @Override
  protected TransportProvider provider() {
    return new SocketTransportProvider();
  }

  @Override
  protected Client connect(Transport transport, TransportOptions options) throws IOException {
    return new SocketClient(XenstoreClient.connect(options.socket()));
  }
}
