package revenant.transport.socket;

import java.util.Optional;
import revenant.transport.socket.batch.Batch;

/// The transport where clients can only be read from and written to one by one.
class OneByOneSocketTransportSpec extends SocketTransportSpec {
  @Override
  Optional<Batch> batch() {
    return Optional.empty();
  }
}
