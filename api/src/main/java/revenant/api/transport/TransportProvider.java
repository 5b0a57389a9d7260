package revenant.api.transport;

import java.io.IOException;

/// The entry of a transport plug-in, found by `java.util.ServiceLoader`. It has a public
/// constructor without parameters that does nothing.
public interface TransportProvider {
  /// The name by which an operator chooses it (`--transport=NAME,…`), such as `socket`.
  String name();

  /// Makes the transport; it serves nobody before [Transport#start].
  ///
  /// @throws IOException if it cannot work here: one line for the operator that says what to do
  Transport open(TransportOptions options) throws IOException;
}
