package revenant.api.transport;

import java.io.IOException;

/// A way for clients to reach the server. It moves bytes and decides nothing.
public interface Transport extends AutoCloseable {
  /// Begins to serve: from now on, on threads of its own, it hands ready links to `service`.
  ///
  /// @throws IOException if it cannot: one line for the operator
  void start(Service service) throws IOException;

  /// One line that says where clients find it, such as `socket /run/xenstored/socket`.
  String describe();

  /// Stops listening and closes every link.
  @Override
  void close() throws IOException;
}
