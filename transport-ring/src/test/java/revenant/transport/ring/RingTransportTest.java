package revenant.transport.ring;

import java.io.IOException;
import java.nio.file.Path;
import revenant.api.transport.Connection;
import revenant.api.transport.DomainTransport;
import revenant.api.transport.Link;
import revenant.api.transport.Transport;
import revenant.api.transport.TransportOptions;
import revenant.api.transport.TransportProvider;
import revenant.testkit.transport.TransportContract;
import revenant.transport.ring.simulated.SimulatedGuest;
import revenant.transport.ring.simulated.SimulatedHost;

class RingTransportTest extends TransportContract {
  private static final int WRITE = 11;
  private static final int FEATURES = 15;

  private int domid;

  private record Guest(SimulatedGuest guest) implements Client {
    @Override
    public void send(byte[] payload) throws IOException {
      guest.post(WRITE, 0, payload);
    }

    @Override
    public byte[] receive() throws IOException {
      return guest.reply().payload();
    }

    @Override
    public void close() {
      guest.close();
    }
  }

  @Override
  protected TransportProvider provider() {
    return new RingTransportProvider();
  }

  @Override
  protected Client connect(Transport transport, TransportOptions options) throws IOException {
    Path host = Path.of(options.hypervisor().substring("simulated:".length()));
    SimulatedHost.open(host).create(++domid);
    Guest guest = new Guest(SimulatedGuest.open(host, domid));
    Connection connection = ((DomainTransport) transport).connect(domid, SimulatedHost.STORE_PORT);
    Link link = ((Connection.Made) connection).link();
    link.reset(FEATURES);
    link.opened();
    return guest;
  }
}
