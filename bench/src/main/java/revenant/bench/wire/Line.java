package revenant.bench.wire;

import java.io.IOException;

/// A client's way to a server, by which it does not wait.
interface Line extends AutoCloseable {
  /// Sends a request.
  ///
  /// @param transaction 0 for none
  void send(byte[] packet, int transaction) throws IOException;

  /// Takes the next packet that has arrived.
  ///
  /// @return its type, 0 if there is none
  int next() throws IOException;

  /// What that packet says.
  String text();

  @Override
  void close() throws IOException;
}
